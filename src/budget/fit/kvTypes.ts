/** Bytes an element of the KV cache takes in each type. */
import type { KvType } from '../../domain/fit.ts';

/** Blocks of 32 elements carry their scale (and offset): q8_0 is 34 bytes a block, q4_0 18. Source: ggml-common.h. */
export const bytesPerElement: Readonly<Record<KvType, number>> = {
  f32: 4,
  f16: 2,
  bf16: 2,
  fp8: 1,
  q8_0: 34 / 32,
  q5_1: 24 / 32,
  q5_0: 22 / 32,
  q4_1: 20 / 32,
  q4_0: 18 / 32,
};

export const kvTypes = Object.keys(bytesPerElement) as readonly KvType[];
