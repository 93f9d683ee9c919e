/** From the requests of one or two endpoints to figures, a paired verdict and a sentence that says no more than they prove. */
import { mean, sum } from 'simple-statistics';
import type { ComparedRequest, EndpointComparison, EndpointName, EndpointResult, NetworkCost, PairedVerdict } from '../../domain/comparison.ts';
import type { Figure } from '../../domain/figure.ts';
import { figureOf } from '../statistics/figure.ts';
import { comparePairs, type Pair } from '../statistics/pairedComparison.ts';
import { wilsonRate } from '../statistics/wilson.ts';
import type { ComparedRun } from './runComparison.ts';

export interface ComparedEndpoint {
  readonly name: EndpointName;
  readonly url: string;
  readonly model: string;
}

type RequestFigure = 'totalMs' | 'ttftMs' | 'completionTokens' | 'decodeTokensPerSecond';

function figureIn(requests: readonly ComparedRequest[], take: RequestFigure): Figure | undefined {
  return figureOf(requests.map((request) => request[take]).filter((value) => value !== undefined));
}

function resultOf(endpoint: ComparedEndpoint, all: readonly ComparedRequest[], network: NetworkCost): EndpointResult {
  const mine = all.filter((request) => request.endpoint === endpoint.name);
  const times = mine.map((request) => request.totalMs).filter((value) => value !== undefined);
  const totalMs = sum([...times]);
  const named = <K extends string>(name: K, take: RequestFigure): Partial<Record<K, Figure>> => {
    const figure = figureIn(mine, take);
    return figure === undefined ? {} : ({ [name]: figure } as Record<K, Figure>);
  };
  return {
    ...endpoint,
    successRate: wilsonRate(times.length, mine.length),
    totalMs,
    ...(totalMs > 0 ? { requestsPerSecond: (times.length * 1000) / totalMs } : {}),
    ...named('time', 'totalMs'),
    ...named('ttftMs', 'ttftMs'),
    ...named('decodeTokensPerSecond', 'decodeTokensPerSecond'),
    ...named('completionTokens', 'completionTokens'),
    network,
  };
}

/** Only requests that both endpoints answered. */
export function pairsOf(requests: readonly ComparedRequest[]): readonly Pair[] {
  const timeOf = (endpoint: EndpointName, index: number): number | undefined => requests.find((request) => request.endpoint === endpoint && request.index === index)?.totalMs;
  return [...new Set(requests.map((request) => request.index))].flatMap((index) => {
    const [a, b] = [timeOf('local', index), timeOf('remote', index)];
    return a === undefined || b === undefined ? [] : [{ a, b }];
  });
}

/** Fewer pairs prove nothing by their direction alone: five of five are 97 %. */
const fewestPairs = 5;
const surely = 0.95;

function verdictOf(pairs: readonly Pair[], seed: number): PairedVerdict | undefined {
  const compared = comparePairs(pairs, seed);
  if (compared === undefined) return undefined;
  const { n, ratio, low, high, probabilityALess } = compared;
  const excludesOne = low > 1 || high < 1;
  const isSure = Math.max(probabilityALess, 1 - probabilityALess) >= surely;
  return { pairs: n, ratio, low, high, probabilityLocalFaster: probabilityALess, isReal: n >= fewestPairs && excludesOne && isSure };
}

const percent = (share: number): string => `${(share * 100).toFixed(share > 0.995 || share < 0.005 ? 2 : 1)} %`;

function sentenceOf(paired: PairedVerdict | undefined, savedSeconds: number | undefined, endpoints: readonly EndpointResult[]): string {
  if (endpoints.length < 2) return 'No comparison possible: only one endpoint was measured.';
  const silent = endpoints.filter((endpoint) => endpoint.time === undefined).map((endpoint) => endpoint.name);
  if (paired === undefined || savedSeconds === undefined) return `No comparison possible: ${silent.join(' and ') || 'no pair of requests'} gave no valid answer.`;
  const [faster, ratio, low, high, probability] = paired.ratio >= 1 ? (['local', paired.ratio, paired.low, paired.high, paired.probabilityLocalFaster] as const) : (['remote', 1 / paired.ratio, 1 / paired.high, 1 / paired.low, 1 - paired.probabilityLocalFaster] as const);
  const range = `95 %: ${low.toFixed(2)}–${high.toFixed(2)}x, probability ${percent(probability)}, ${paired.pairs} pairs`;
  if (!paired.isReal) return `No proven difference: ${faster} was ${ratio.toFixed(2)}x as fast in this run (${range}).`;
  return `${faster} is ${ratio.toFixed(2)}x faster (${range}) and saves ${Math.abs(savedSeconds).toFixed(2)} s per request.`;
}

function stabilityOf([first, second]: readonly EndpointResult[]): EndpointComparison['stability'] {
  const [a, b] = [first?.time, second?.time];
  if (first === undefined || second === undefined || a === undefined || b === undefined || a.n < 2 || b.n < 2 || a.standardDeviation === 0 || b.standardDeviation === 0) return undefined;
  return a.standardDeviation <= b.standardDeviation ? { steadier: first.name, ratio: b.standardDeviation / a.standardDeviation } : { steadier: second.name, ratio: a.standardDeviation / b.standardDeviation };
}

/** Longer replies take longer: beyond a tenth the total time compares two different amounts of work. */
function caveatsOf([first, second]: readonly EndpointResult[]): readonly string[] {
  const [a, b] = [first?.completionTokens?.median, second?.completionTokens?.median];
  if (first === undefined || second === undefined || a === undefined || b === undefined) return [];
  const lengths = Math.max(a, b) > 1.1 * Math.min(a, b) ? [`The replies differ in length (${first.name} ${a}, ${second.name} ${b} tokens in the median): look at tokens/s as well.`] : [];
  const models = first.model === second.model ? [] : [`Two models are compared (${first.model} and ${second.model}): their tokens are not the same.`];
  return [...lengths, ...models];
}

export function judgeComparison(endpoints: readonly ComparedEndpoint[], run: ComparedRun, at: string, seed = 1): EndpointComparison {
  const results = endpoints.map((endpoint) => resultOf(endpoint, run.requests, run.network.get(endpoint.name) ?? {}));
  const pairs = pairsOf(run.requests);
  const paired = verdictOf(pairs, seed);
  const saved = pairs.length === 0 ? undefined : (mean(pairs.map(({ b }) => b)) - mean(pairs.map(({ a }) => a))) / 1000;
  const trip = (name: EndpointName): number | undefined => run.network.get(name)?.httpRoundTripMs?.median;
  const [near, far] = [trip('local'), trip('remote')];
  const stability = stabilityOf(results);
  return {
    schema: 'plimsoll.compare/v1',
    at,
    requests: run.requests,
    endpoints: results,
    ...(paired === undefined ? {} : { paired }),
    ...(saved === undefined ? {} : { secondsSavedPerRequest: saved }),
    ...(near === undefined || far === undefined ? {} : { networkOverheadMs: far - near }),
    ...(stability === undefined ? {} : { stability }),
    verdict: sentenceOf(paired, saved, results),
    caveats: caveatsOf(results),
  };
}
