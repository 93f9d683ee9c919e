/** Warm requests beyond the plan's repeats, until they agree with each other or their time is used up. */
import type { RunEvent } from '../domain/runEvent.ts';
import type { RunPlan } from '../domain/runPlan.ts';
import type { Sample } from '../domain/sample.ts';
import { variationPercent } from './statistics/variation.ts';

/** Three values agree by chance; and without a limit a machine in use would be measured for ever. */
const fewestSamples = 5;
const mostSamples = 200;
export const defaultTimeBudgetMs = 600_000;

export type Steadiness =
  | { readonly kind: 'notWanted' }
  /** Send another; `repeat` is its number, counted on from the plan's own. */
  | { readonly kind: 'more'; readonly repeat: number; readonly label: string }
  | { readonly kind: 'enough'; readonly sentence: string };

function warmSamples(events: readonly RunEvent[], model: string): readonly Sample[] {
  const samples = events.filter((event) => event.type === 'sampleDone').map((event) => event.sample);
  return [...new Map(samples.filter((sample) => sample.model === model && sample.phase === 'continuous').map((sample) => [sample.key, sample])).values()];
}

/** The worse of total time and decode rate. */
function worstVariation(samples: readonly Sample[]): number | undefined {
  const rates = samples.map((sample) => sample.decodeTokensPerSecond).filter((rate) => rate !== undefined);
  const both = [variationPercent(samples.map((sample) => sample.totalMs)), variationPercent(rates)].filter((value) => value !== undefined);
  return both.length === 0 ? undefined : Math.max(...both);
}

/** Decided from the events alone, so that a resumed run goes on where it stopped. */
export function untilSteady(plan: RunPlan, model: string, events: readonly RunEvent[]): Steadiness {
  const { untilVariationPercent: limit, timeBudgetMs = defaultTimeBudgetMs } = plan;
  if (limit === undefined) return { kind: 'notWanted' };
  const samples = warmSamples(events, model);
  const voids = events.filter((event) => event.type === 'sampleVoid').filter(({ sample }) => sample.model === model && sample.phase === 'continuous');
  const tried = new Set([...samples.map((sample) => sample.key), ...voids.map(({ sample }) => sample.key)]).size;
  const spentMs = samples.reduce((sum, sample) => sum + sample.totalMs, 0);
  const variation = worstVariation(samples);
  const found = `${model}: the warm requests vary by ${variation === undefined ? 'an unknown share' : `${variation.toFixed(1)} %`} (n = ${samples.length})`;
  const fewest = Math.max(fewestSamples, plan.repeats);
  const agrees = variation !== undefined && variation <= limit;
  if (agrees && samples.length >= fewest) return { kind: 'enough', sentence: `${found}, within the wanted ${limit} %.` };
  const short = agrees ? `that is within the wanted ${limit} %, but fewer than ${fewest} requests may agree by chance; no more were sent` : `the wanted ${limit} % was not reached`;
  if (spentMs >= timeBudgetMs) return { kind: 'enough', sentence: `${found}; ${short} in ${Math.round(timeBudgetMs / 1000)} s of requests.` };
  if (tried >= mostSamples) return { kind: 'enough', sentence: `${found}; ${short} with ${mostSamples} requests.` };
  const label = `${model}: warm request ${tried + 1}, until they vary by at most ${limit} %`;
  return { kind: 'more', repeat: tried, label };
}
