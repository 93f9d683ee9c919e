/** Does a model with a context fit the cards, and what is the largest context that does. */
import type { FitQuestion, FitVerdict } from '../../domain/fit.ts';
import { bufferBytes, gpuRuntimeBytes } from './buffers.ts';
import { gibText } from './byteSize.ts';
import { kvCacheSize } from './kvCache.ts';

/** Largest context looked at when the model does not say what it was trained for. */
const unknownTrainedWindow = 1_048_576;
const contextStep = 256;

function totalOf(question: FitQuestion): number {
  const kv = kvCacheSize(question.shape, question.contextWindow, question.kvType, question.microBatch);
  return (question.shape.weightsBytes + kv.bytes + bufferBytes(question)) * (question.learned?.ratio ?? 1);
}

interface Placement {
  readonly fits: boolean;
  readonly neededPerCardBytes: number;
}

/** Layers are dealt out by the size of the cards; one layer more than the fair share, because a layer is not split. */
function place(question: FitQuestion, cards: readonly number[]): Placement {
  const reserved = question.reservedBytes ?? 0;
  const room = cards.reduce((sum, bytes) => sum + bytes, 0);
  const total = totalOf(question);
  const oneLayer = cards.length > 1 ? question.shape.weightsBytes / Math.max(1, question.shape.layers) : 0;
  const needs = cards.map((bytes) => total * (bytes / room) + oneLayer);
  return { fits: needs.every((needed, index) => needed + reserved <= (cards[index] ?? 0)), neededPerCardBytes: Math.max(...needs) };
}

/** By halving, in steps of 256 tokens: the need only grows with the context. */
function largestContext(question: FitQuestion, cards: readonly number[]): number {
  const most = Math.floor((question.shape.trainedContextWindow ?? unknownTrainedWindow) / contextStep);
  const fitsAt = (steps: number): boolean => place({ ...question, contextWindow: steps * contextStep }, cards).fits;
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fitsAt(middle)) low = middle;
    else high = middle - 1;
  }
  return low * contextStep;
}

function assumptionsOf(question: FitQuestion): readonly string[] {
  const { shape, learned, cardsBytes = [] } = question;
  const { trainedContextWindow } = shape;
  return [
    ...shape.assumptions,
    `KV cache in ${question.kvType}; one sequence at a time, micro-batch of ${question.microBatch} tokens, flash attention on.`,
    question.place === 'gpu'
      ? `All layers on the GPU; ${gibText(gpuRuntimeBytes)} a card for the runtime (CUDA context, workspaces).`
      : 'Everything in main memory; the server process and its vocabulary are counted.',
    ...(cardsBytes.length > 1 ? ['Layers are dealt out by the size of the cards, and each card has its own working buffer.'] : []),
    ...((question.reservedBytes ?? 0) > 0 ? [`${gibText(question.reservedBytes ?? 0)} a card is left to others.`] : []),
    ...(learned === undefined ? [] : [`Multiplied by ${learned.ratio.toFixed(3)}: the median of ${learned.loads} measured load${learned.loads === 1 ? '' : 's'} of ${learned.architecture}.`]),
    ...(trainedContextWindow === undefined ? ['The trained window is unknown; it does not limit the largest context.'] : [`The model was trained for ${trainedContextWindow.toLocaleString('en-US')} tokens.`]),
  ];
}

export function decideFit(question: FitQuestion): FitVerdict {
  const { shape, contextWindow, kvType, microBatch, cardsBytes } = question;
  const kv = kvCacheSize(shape, contextWindow, kvType, microBatch);
  const placed = cardsBytes === undefined ? undefined : place(question, cardsBytes);
  return {
    architecture: shape.architecture,
    contextWindow,
    kvType,
    weightsBytes: shape.weightsBytes,
    kvBytesPerToken: kv.bytesPerToken,
    slidingWindowBytes: kv.slidingWindowBytes,
    kvBytes: kv.bytes,
    bufferBytes: bufferBytes(question),
    totalBytes: Math.round(totalOf(question)),
    ...(placed === undefined || cardsBytes === undefined
      ? {}
      : { neededPerCardBytes: Math.round(placed.neededPerCardBytes), fits: placed.fits, largestContext: largestContext(question, cardsBytes) }),
    assumptions: assumptionsOf(question),
  };
}
