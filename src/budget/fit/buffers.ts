/** What a server needs beside weights and cache: working buffers, and what its process or the card's runtime takes. */
import type { FitQuestion, ModelShape } from '../../domain/fit.ts';
import { isSliding, windowCells } from './kvCache.ts';

const MiB = 2 ** 20;

/** CUDA context, cuBLAS workspace and fragmentation on each card. A rule of thumb, said as an assumption. */
export const gpuRuntimeBytes = 600 * MiB;

/** A server process before it has loaded anything; measured on llama.cpp's server: 24–32 MiB. */
const processBytes = 24 * MiB;

/** The vocabulary as strings and tables; measured on llama.cpp's server: 49,152 tokens 11 MiB, 262,144 tokens 57 MiB. */
const bytesPerVocabularyEntry = 230;

/**
 * Compute buffer with flash attention: the mask (2 bytes a cell and micro-batch token) and the widest activations,
 * 2 × feed-forward + 8 × embedding floats a token. Fitted to llama.cpp's own log (2026-10): SmolLM2-135M 14.6 MiB + mask,
 * Gemma-3-270M 18.3 MiB + mask, both within 3 %.
 */
export function computeBytes(shape: ModelShape, contextWindow: number, microBatch: number): number {
  const widest = shape.cachingLayers.find(isSliding)?.windowTokens;
  const cells = contextWindow + (widest === undefined ? 0 : windowCells(widest, contextWindow, microBatch));
  const mask = cells * microBatch * 2;
  const activations = microBatch * 4 * (2 * shape.feedForwardLength + 8 * shape.embeddingLength);
  return mask + activations;
}

/** Logits of one sequence, the output buffer. */
const outputBytes = (shape: ModelShape): number => shape.vocabularySize * 4;

/** Buffers in all; on several cards each has its own working buffer and runtime. */
export function bufferBytes(question: FitQuestion): number {
  const { shape, contextWindow, microBatch, place } = question;
  const compute = computeBytes(shape, contextWindow, microBatch) + outputBytes(shape);
  const cards = Math.max(1, question.cardsBytes?.length ?? 1);
  if (place === 'gpu') return (compute + gpuRuntimeBytes) * cards;
  return compute + processBytes + shape.vocabularySize * bytesPerVocabularyEntry;
}
