/** The difference of two candidates on paired samples; "tie" is an answer. */
import { mean, median } from 'simple-statistics';
import type { Candidate, ComparedQuantity, DifferenceVerdict, PairedDifference } from '../domain/candidates.ts';
import type { Sample } from '../domain/sample.ts';
import { medianInterval } from '../measure/statistics/figure.ts';
import { signProbability } from '../measure/statistics/signProbability.ts';

/** Nobody chooses a model for less. */
const smallestPercent = 1;

interface Pair {
  readonly first: number;
  readonly second: number;
}

interface Quantity {
  readonly better: 'lower' | 'higher';
  /** Values by a name that both candidates share: the step without the model. */
  readonly values: (candidate: Candidate) => ReadonlyMap<string, number>;
}

/** `model/continuous/0` → `continuous/0`. */
const stepName = (sample: Sample): string => (sample.key.startsWith(`${sample.model}/`) ? sample.key.slice(sample.model.length + 1) : sample.key);

const ofSamples =
  (phase: Sample['phase'], take: (sample: Sample) => number | undefined) =>
  (candidate: Candidate): ReadonlyMap<string, number> =>
    new Map(
      candidate.samples
        .filter((sample) => sample.phase === phase)
        .map((sample) => [stepName(sample), take(sample)] as const)
        .filter((entry): entry is readonly [string, number] => entry[1] !== undefined),
    );

const scoresOf = (candidate: Candidate): ReadonlyMap<string, number> =>
  new Map(candidate.model.scenarios.map((result) => [result.id, result.score] as const).filter((entry): entry is readonly [string, number] => entry[1] !== undefined));

/** The same task to both, round by round: right is 1, wrong is 0. */
function agentStepsOf({ model }: Candidate): ReadonlyMap<string, number> {
  const rounds = new Map<string, number>();
  return new Map(
    (model.readiness?.trials ?? []).map(({ task, passed }) => {
      const round = rounds.get(task) ?? 0;
      rounds.set(task, round + 1);
      return [`${task}/${round}`, passed ? 1 : 0] as const;
    }),
  );
}

const quantities: Readonly<Record<ComparedQuantity, Quantity>> = {
  coldTotalSeconds: { better: 'lower', values: ofSamples('cold', (sample) => sample.totalMs / 1000) },
  ttftSeconds: { better: 'lower', values: ofSamples('continuous', (sample) => sample.ttftMs / 1000) },
  totalSeconds: { better: 'lower', values: ofSamples('continuous', (sample) => sample.totalMs / 1000) },
  decodeTokensPerSecond: { better: 'higher', values: ofSamples('continuous', (sample) => sample.decodeTokensPerSecond) },
  prefillTokensPerSecond: { better: 'higher', values: ofSamples('continuous', (sample) => sample.prefillTokensPerSecond) },
  score: { better: 'higher', values: scoresOf },
  agentSteps: { better: 'higher', values: agentStepsOf },
};

export const comparedQuantities = Object.keys(quantities) as readonly ComparedQuantity[];

/** Four of four are the least that reach 95 %. */
const fewestPairs = 4;

function verdictOf(probability: number, percent: number, pairs: number): DifferenceVerdict {
  const certainty = Math.max(probability, 1 - probability);
  if (certainty < 0.9 && pairs < fewestPairs) return 'tooFew';
  if (Math.abs(percent) < smallestPercent || certainty < 0.9) return 'tie';
  return certainty >= 0.95 ? 'better' : 'probably';
}

/** undefined: nothing is so many percent of 0. */
const percentOf = (first: number, second: number): number | undefined => (first === 0 ? undefined : ((second - first) / first) * 100);

/** Where single pairs have no percentage: of the means, ±100 when the first has nothing at all. */
function ofMeans(pairs: readonly Pair[]): number {
  const [first, second] = [mean(pairs.map((pair) => pair.first)), mean(pairs.map((pair) => pair.second))];
  return percentOf(first, second) ?? Math.sign(second) * 100;
}

function differenceOf(pairs: readonly Pair[], better: 'lower' | 'higher'): Omit<PairedDifference, 'quantity' | 'first' | 'second' | 'winner'> {
  const percents = pairs.map((pair) => percentOf(pair.first, pair.second)).filter((percent) => percent !== undefined);
  const wins = pairs.filter((pair) => (better === 'lower' ? pair.first < pair.second : pair.first > pair.second)).length;
  const losses = pairs.filter((pair) => (better === 'lower' ? pair.first > pair.second : pair.first < pair.second)).length;
  const probabilityFirstBetter = signProbability(wins, losses);
  const [firstMedian, secondMedian] = [median(pairs.map((pair) => pair.first)), median(pairs.map((pair) => pair.second))];
  // scores may be 0: leaving such pairs out would show the change of the others as that of all
  const isWhole = percents.length === pairs.length;
  const percent = isWhole ? median(percents) : ofMeans(pairs);
  const interval = isWhole ? medianInterval(percents.toSorted((a, b) => a - b)) : undefined;
  return {
    pairs: pairs.length,
    firstMedian,
    secondMedian,
    percent,
    ...(interval === undefined ? {} : { interval }),
    probabilityFirstBetter,
    verdict: verdictOf(probabilityFirstBetter, percent, pairs.length),
  };
}

export function pairedDifference(first: Candidate, second: Candidate, quantity: ComparedQuantity): PairedDifference {
  const { better, values } = quantities[quantity];
  const others = values(second);
  const pairs = [...values(first)].flatMap(([step, value]): readonly Pair[] => {
    const other = others.get(step);
    return other === undefined ? [] : [{ first: value, second: other }];
  });
  const named = { quantity, first: first.label, second: second.label };
  if (pairs.length === 0) return { ...named, pairs: 0, firstMedian: 0, secondMedian: 0, percent: 0, probabilityFirstBetter: 0.5, verdict: 'notComparable' };
  const difference = differenceOf(pairs, better);
  const winner = difference.probabilityFirstBetter > 0.5 ? first.label : second.label;
  return { ...named, ...difference, ...(difference.verdict === 'better' || difference.verdict === 'probably' ? { winner } : {}) };
}

/** Every pair of candidates on every quantity that both have. */
export function compareCandidates(candidates: readonly Candidate[]): readonly PairedDifference[] {
  return candidates.flatMap((first, index) =>
    candidates.slice(index + 1).flatMap((second) => comparedQuantities.map((quantity) => pairedDifference(first, second, quantity)).filter((difference) => difference.verdict !== 'notComparable')),
  );
}
