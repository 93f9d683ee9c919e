/** The few numbers a candidate is chosen by. */
import type { ModelSummary } from '../domain/runSummary.ts';
import type { UseMetric } from '../domain/recommendation.ts';

/** Highest of all cards together, else what the server says, else the size of the weights. */
export function memoryBytes(model: ModelSummary): number | undefined {
  const cards = new Map<number, number>();
  for (const use of model.gpu) cards.set(use.index, Math.max(cards.get(use.index) ?? 0, use.memoryUsedBytesMax ?? 0));
  const measured = [...cards.values()].reduce((sum, bytes) => sum + bytes, 0);
  return measured > 0 ? measured : (model.info?.vramBytes ?? model.info?.sizeBytes);
}

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
  }
}

export const betterOf: Readonly<Record<UseMetric, 'lower' | 'higher'>> = { coldStartSeconds: 'lower', warmTotalSeconds: 'lower', decodeTokensPerSecond: 'higher', memoryGiB: 'lower', meanScore: 'higher' };
