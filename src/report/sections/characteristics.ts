/** Section 5.1: each model in words, every sentence with its number and the limit it is judged by. */
import type { ModelSummary } from '../../domain/runSummary.ts';
import { number, percent, signedPercent, whole } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';
import { gpuOf } from './performance.ts';

/** Where a word like "slow" begins. Reading speed is about 5–10 tokens/s; an agent rewriting files needs several times that. */
export const characteristicLimits = { slowStartSeconds: 15, fastStartSeconds: 3, lowTokensPerSecond: 15, highTokensPerSecond: 40, highMemoryPercent: 90, slowPrefillMsPerToken: 20, driftPercent: 10, sinkPercent: 25 } as const;

function startOf(model: ModelSummary, words: ReportWords): readonly string[] {
  if (model.cold === undefined) return [];
  const value = model.cold.ttftMs / 1000;
  const { slowStartSeconds, fastStartSeconds } = characteristicLimits;
  if (value > slowStartSeconds) return [words.characteristics.slowStart(model.id, number(value), String(slowStartSeconds))];
  // without a load time the start was never measured: a warm first answer is no fast start
  return value <= fastStartSeconds && model.cold.loadMs !== undefined ? [words.characteristics.fastStart(model.id, number(value), String(fastStartSeconds))] : [];
}

function throughputOf(model: ModelSummary, words: ReportWords): readonly string[] {
  const rate = model.continuous.decodeTokensPerSecond?.median;
  if (rate === undefined) return [];
  const { lowTokensPerSecond, highTokensPerSecond } = characteristicLimits;
  if (rate < lowTokensPerSecond) return [words.characteristics.lowThroughput(model.id, number(rate), String(lowTokensPerSecond))];
  return rate >= highTokensPerSecond ? [words.characteristics.highThroughput(model.id, number(rate), String(highTokensPerSecond))] : [];
}

function memoryOf(model: ModelSummary, words: ReportWords): readonly string[] {
  const highest = Math.max(0, ...['cold', 'continuous'].flatMap((phase) => gpuOf(model, phase as 'cold').map((use) => use.memoryPercentMax?.max ?? 0)));
  const limit = characteristicLimits.highMemoryPercent;
  return highest > limit ? [words.characteristics.highMemory(model.id, percent(highest), `${limit} %`)] : [];
}

function prefillOf(model: ModelSummary, words: ReportWords): readonly string[] {
  const rate = (model.sweep.findLast((point) => point.prefillTokensPerSecond !== undefined) ?? model.continuous).prefillTokensPerSecond?.median;
  const tokens = model.budget?.promptTokens;
  if (rate === undefined || tokens === undefined || 1000 / rate <= characteristicLimits.slowPrefillMsPerToken) return [];
  return [words.characteristics.slowPrefill(model.id, number(1000 / rate), whole(tokens), number(tokens / rate))];
}

function changesOf(model: ModelSummary, words: ReportWords): readonly string[] {
  const { drift } = model.continuous;
  const slower = drift !== undefined && drift.percent > characteristicLimits.driftPercent ? [words.characteristics.drifts(model.id, signedPercent(drift.percent), drift.n)] : [];
  const measured = model.sweep.filter((point) => point.decodeTokensPerSecond !== undefined);
  const first = measured[0]?.decodeTokensPerSecond?.median;
  const last = measured.at(-1);
  const end = last?.decodeTokensPerSecond?.median;
  const lost = first === undefined || end === undefined ? 0 : (1 - end / first) * 100;
  const sinks = last !== undefined && lost > characteristicLimits.sinkPercent ? [words.characteristics.sinks(model.id, percent(lost), whole(last.contextTokens))] : [];
  return [...slower, ...sinks];
}

function agentOf(model: ModelSummary, words: ReportWords): readonly string[] {
  const carries = model.recommendation?.canCarryAgent;
  if (carries === undefined) return [];
  return [carries ? words.characteristics.carries(model.id) : words.characteristics.cramped(model.id)];
}

export function characteristicsOf(models: readonly ModelSummary[], words: ReportWords): readonly string[] {
  const said = models.flatMap((model) => [startOf, throughputOf, memoryOf, prefillOf, changesOf, agentOf].flatMap((part) => part(model, words)));
  return said.length === 0 ? [words.characteristics.none] : said;
}
