/** How a model is spread over several cards, and whether they work alike. */
import { max, sum } from 'simple-statistics';
import type { GpuPhaseUse } from '../domain/machine.ts';

export interface CardShare {
  readonly index: number;
  readonly memoryUsedBytes?: number;
  /** Share of all cards' used memory, percent. */
  readonly memorySharePercent?: number;
  /** Highest mean over a phase. */
  readonly utilisationPercent?: number;
}

export interface GpuSpread {
  readonly cards: readonly CardShare[];
  readonly isEven: boolean;
  readonly sentence: string;
}

/** Tensor parallel halves are a few percent apart; a card that waits for the other half the time is not. */
const evenPoints = 20;

function cardOf(index: number, uses: readonly GpuPhaseUse[], allMemory: number): CardShare {
  const mine = uses.filter((use) => use.index === index);
  const memory = mine.map((use) => use.memoryUsedBytesMax).filter((value) => value !== undefined);
  const busy = mine.map((use) => use.utilisationPercentMean).filter((value) => value !== undefined);
  return {
    index,
    ...(memory.length === 0 ? {} : { memoryUsedBytes: max(memory), memorySharePercent: allMemory === 0 ? 0 : (max(memory) / allMemory) * 100 }),
    ...(busy.length === 0 ? {} : { utilisationPercent: max(busy) }),
  };
}

function range(values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined);
  return known.length < 2 ? 0 : Math.max(...known) - Math.min(...known);
}

const text = (card: CardShare): string => {
  const memory = card.memoryUsedBytes === undefined ? '' : `${(card.memoryUsedBytes / 2 ** 30).toFixed(1)} GiB (${(card.memorySharePercent ?? 0).toFixed(0)} %)`;
  const busy = card.utilisationPercent === undefined ? '' : `${card.utilisationPercent.toFixed(0)} % busy`;
  return `GPU ${card.index}: ${[memory, busy].filter((part) => part !== '').join(', ')}`;
};

/** undefined with fewer than two cards. */
export function gpuSpread(uses: readonly GpuPhaseUse[]): GpuSpread | undefined {
  const indexes = [...new Set(uses.map((use) => use.index))].toSorted((a, b) => a - b);
  if (indexes.length < 2) return undefined;
  const most = (index: number): number => Math.max(0, ...uses.filter((use) => use.index === index).map((use) => use.memoryUsedBytesMax ?? 0));
  const cards = indexes.map((index) => cardOf(index, uses, sum(indexes.map(most))));
  const memoryRange = range(cards.map((card) => card.memorySharePercent));
  const busyRange = range(cards.map((card) => card.utilisationPercent));
  const isEven = memoryRange <= evenPoints && busyRange <= evenPoints;
  const verdict = isEven ? 'evenly used' : `unevenly used (memory ${memoryRange.toFixed(0)}, utilisation ${busyRange.toFixed(0)} points apart)`;
  return { cards, isEven, sentence: `${cards.length} GPUs, ${verdict}: ${cards.map(text).join('; ')}.` };
}
