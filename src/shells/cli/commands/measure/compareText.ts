/** A comparison of endpoints in words, for the terminal. */
import type { ComparedRequest, EndpointComparison, EndpointResult } from '../../../../domain/comparison.ts';
import type { Figure } from '../../../../domain/figure.ts';
import { plainTable, seconds } from './plainTable.ts';

export function requestLine({ endpoint, index, totalMs, ttftMs, completionTokens, replyCharacters, failure }: ComparedRequest): string {
  const name = `  ${endpoint} ${index + 1}:`;
  if (totalMs === undefined) return `${name} failed: ${failure?.detail ?? 'no answer'}`;
  return `${name} ${seconds(totalMs / 1000)}, first token ${seconds((ttftMs ?? 0) / 1000)}, ${completionTokens ?? 0} tokens, ${replyCharacters ?? 0} characters`;
}

interface Row {
  readonly title: string;
  readonly value: (endpoint: EndpointResult) => number | undefined;
  readonly show: (value: number) => string;
}

const inSeconds = (title: string, take: (figure: Figure) => number): Row => ({ title, value: ({ time }) => (time === undefined ? undefined : take(time) / 1000), show: seconds });
const plain = (digits: number) => (value: number): string => value.toFixed(digits);

const rows: readonly Row[] = [
  { title: 'success rate, %', value: ({ successRate }) => successRate.share * 100, show: plain(0) },
  inSeconds('mean', (time) => time.mean),
  inSeconds('median', (time) => time.median),
  inSeconds('min', (time) => time.min),
  inSeconds('max', (time) => time.max),
  inSeconds('p95', (time) => time.p95),
  inSeconds('standard deviation', (time) => time.standardDeviation),
  { title: 'total', value: ({ totalMs }) => totalMs / 1000, show: seconds },
  { title: 'requests/s', value: ({ requestsPerSecond }) => requestsPerSecond, show: plain(3) },
  { title: 'first token, median', value: ({ ttftMs }) => (ttftMs === undefined ? undefined : ttftMs.median / 1000), show: seconds },
  { title: 'tokens/s, median', value: ({ decodeTokensPerSecond }) => decodeTokensPerSecond?.median, show: plain(1) },
  { title: 'TCP connect, ms', value: ({ network }) => network.tcpConnectMs?.median, show: plain(2) },
  { title: 'HTTP round trip, ms', value: ({ network }) => network.httpRoundTripMs?.median, show: plain(2) },
];

function cells({ title, value, show }: Row, endpoints: readonly EndpointResult[]): readonly string[] {
  const values = endpoints.map(value);
  const shown = values.map((one) => (one === undefined ? '–' : show(one)));
  const [near, far] = values;
  if (endpoints.length < 2) return [title, ...shown];
  const difference = near === undefined || far === undefined ? '–' : `${far - near >= 0 ? '+' : '−'}${show(Math.abs(far - near))}`;
  return [title, ...shown, difference];
}

export function compareText(comparison: EndpointComparison): string {
  const { endpoints, stability, networkOverheadMs } = comparison;
  const head = ['', ...endpoints.map((endpoint) => endpoint.name), ...(endpoints.length < 2 ? [] : ['remote − local'])];
  const steadier = stability === undefined ? [] : [`${stability.steadier} is ${stability.ratio.toFixed(1)} times steadier (standard deviation).`];
  const network = networkOverheadMs === undefined ? [] : [`Of a request's difference, ${networkOverheadMs.toFixed(2)} ms are the network (HTTP round trips, measured apart).`];
  return [
    ...endpoints.map((endpoint) => `${endpoint.name}: ${endpoint.model} on ${endpoint.url}`),
    '',
    plainTable([head, ...rows.map((row) => cells(row, endpoints))]),
    '',
    comparison.verdict,
    ...steadier,
    ...network,
    ...comparison.caveats,
  ].join('\n');
}
