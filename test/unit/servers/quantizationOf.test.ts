/** Quantisations as people write them into model names. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quantizationOf } from '../../../src/adapters/servers/shared/quantizationOf.ts';

const names: readonly (readonly [name: string, quantization: string | undefined])[] = [
  ['SmolLM2-135M-Instruct.Q4_1.gguf', 'Q4_1'],
  ['/models/qwen2.5-coder-32b-instruct-q4_k_m.gguf', 'q4_k_m'],
  ['Qwen3-30B-A3B-IQ3_XS', 'IQ3_XS'],
  ['unsloth/Qwen3-8B-GGUF:Q8_0', 'Q8_0'],
  ['Qwen/Qwen2.5-Coder-32B-Instruct-AWQ', 'AWQ'],
  ['Qwen/Qwen2.5-Coder-32B-Instruct-GPTQ-Int4', 'GPTQ-Int4'],
  ['Qwen3-Coder-30B-A3B-Instruct-FP8', 'FP8'],
  ['Llama-3.1-8B.w4a16', 'w4a16'],
  ['Qwen2.5-Coder-32B-exl2-4.0bpw', '4.0bpw'],
  ['mlx-community/Qwen3-8B-4bit', '4bit'],
  ['model-GPTQ', 'GPTQ'],
  ['model-4bpw', '4bpw'],
  ['model-4.25bpw', '4.25bpw'],
  ['Meta-Llama-3-8B', undefined],
  ['gpt-oss:20b', undefined],
];

describe('quantisation in a name', () => {
  for (const [name, quantization] of names) it(`${name}: ${String(quantization)}`, () => assert.equal(quantizationOf(name), quantization));
});
