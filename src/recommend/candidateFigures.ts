/** The few numbers a candidate is chosen by. */
import type { ModelSummary } from '../domain/runSummary.ts';
import type { UseMetric } from '../domain/recommendation.ts';

export interface MemoryUse {
  readonly bytes: number;
  /** Seen on the cards, said by the server, or only the size of the weights. */
  readonly source: 'cards' | 'server' | 'weights';
}

/** Highest of all cards together, else what the server says, else the size of the weights. A server without a card says 0. */
export function memoryUse(model: ModelSummary): MemoryUse | undefined {
  const cards = new Map<number, number>();
  for (const use of model.gpu) cards.set(use.index, Math.max(cards.get(use.index) ?? 0, use.memoryUsedBytesMax ?? 0));
  const measured = [...cards.values()].reduce((sum, bytes) => sum + bytes, 0);
  const { vramBytes = 0, sizeBytes } = model.info ?? {};
  if (measured > 0) return { bytes: measured, source: 'cards' };
  if (vramBytes > 0) return { bytes: vramBytes, source: 'server' };
  return sizeBytes === undefined ? undefined : { bytes: sizeBytes, source: 'weights' };
}

export const memoryBytes = (model: ModelSummary): number | undefined => memoryUse(model)?.bytes;

/** undefined: not measured. Cold start needs a load that was seen (it is part of the first request): a warm first answer is no fast start. */
export function metricOf(model: ModelSummary, metric: UseMetric): number | undefined {
  switch (metric) {
    case 'coldStartSeconds':
      return model.cold?.loadMs === undefined ? undefined : model.cold.ttftMs / 1000;
    case 'warmTotalSeconds':
      return model.continuous.totalMs === undefined ? undefined : model.continuous.totalMs.median / 1000;
    case 'decodeTokensPerSecond':
      return model.continuous.decodeTokensPerSecond?.median;
    case 'memoryGiB': {
      const bytes = memoryBytes(model);
      return bytes === undefined ? undefined : bytes / 2 ** 30;
    }
    case 'meanScore':
      return model.meanScore;
    case 'agentStepsPercent':
      return model.readiness?.status === 'measured' ? model.readiness.overall.share * 100 : undefined;
  }
}

export const betterOf: Readonly<Record<UseMetric, 'lower' | 'higher'>> = { coldStartSeconds: 'lower', warmTotalSeconds: 'lower', decodeTokensPerSecond: 'higher', memoryGiB: 'lower', meanScore: 'higher', agentStepsPercent: 'higher' };
