/** Local against remote as blocks: every request, both side by side, and a verdict that says no more than the pairs prove. */
import type { EndpointComparison, EndpointResult } from '../../domain/comparison.ts';
import { type Block, heading, list, paragraph, table } from '../document/block.ts';
import { number, whole } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';
import type { MeasurementWords } from './measurementEnglish.ts';

type Words = MeasurementWords['comparison'];

interface Row {
  readonly title: string;
  readonly value: (endpoint: EndpointResult) => number | undefined;
  readonly isShare?: boolean;
}

function rowsOf({ rows }: Words): readonly Row[] {
  const seconds = (title: string, take: (time: NonNullable<EndpointResult['time']>) => number): Row => ({ title, value: ({ time }) => (time === undefined ? undefined : take(time) / 1000) });
  return [
    { title: rows.success, value: ({ successRate }) => successRate.share * 100, isShare: true },
    seconds(rows.mean, (time) => time.mean),
    seconds(rows.median, (time) => time.median),
    seconds(rows.min, (time) => time.min),
    seconds(rows.max, (time) => time.max),
    seconds(rows.p95, (time) => time.p95),
    seconds(rows.deviation, (time) => time.standardDeviation),
    { title: rows.total, value: ({ totalMs }) => totalMs / 1000 },
    { title: rows.rate, value: ({ requestsPerSecond }) => requestsPerSecond },
    { title: rows.ttft, value: ({ ttftMs }) => (ttftMs === undefined ? undefined : ttftMs.median / 1000) },
    { title: rows.decode, value: ({ decodeTokensPerSecond }) => decodeTokensPerSecond?.median },
    { title: rows.connect, value: ({ network }) => network.tcpConnectMs?.median },
    { title: rows.trip, value: ({ network }) => network.httpRoundTripMs?.median },
  ];
}

function difference({ value, isShare }: Row, endpoints: readonly EndpointResult[], words: Words): string {
  const [near, far] = endpoints.map(value);
  if (near === undefined || far === undefined) return '–';
  const text = `${far > near ? '+' : ''}${number(far - near)}`;
  return isShare === true ? words.points(text) : text;
}

function sideBySide({ endpoints }: EndpointComparison, words: Words): Block {
  const titles = [words.columns.quantity, ...endpoints.map(({ name }) => name), ...(endpoints.length < 2 ? [] : [words.columns.difference])];
  const rows = rowsOf(words).map((row) => [
    row.title,
    ...endpoints.map((endpoint) => {
      const value = row.value(endpoint);
      return value === undefined ? '–' : number(value);
    }),
    ...(endpoints.length < 2 ? [] : [difference(row, endpoints, words)]),
  ]);
  return table(titles, rows);
}

function requestsOf({ name, model, url, successRate }: EndpointResult, comparison: EndpointComparison, words: Words, run: ReportWords): readonly Block[] {
  const { columns } = words;
  const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : number(ms / 1000));
  const count = (value: number | undefined): string => (value === undefined ? '–' : whole(value));
  const mine = comparison.requests.filter(({ endpoint }) => endpoint === name).toSorted((a, b) => a.index - b.index);
  const hasFailures = mine.some(({ failure }) => failure !== undefined);
  const rows = mine.map(({ index, totalMs, ttftMs, completionTokens, replyCharacters, decodeTokensPerSecond, failure }) => [
    String(index + 1), seconds(totalMs), seconds(ttftMs), decodeTokensPerSecond === undefined ? '–' : number(decodeTokensPerSecond), count(completionTokens), count(replyCharacters),
    ...(hasFailures ? [failure === undefined ? '' : `${run.sentence(failure.detail)} ${run.sentence(failure.advice)}`.trim()] : []),
  ]);
  const { successes, n, interval } = successRate;
  return [
    heading(2, words.headings.requests(name)),
    paragraph(words.endpoint(name, model, url)),
    table([columns.number, columns.total, columns.ttft, columns.decode, columns.tokens, columns.length, ...(hasFailures ? [columns.problem] : [])], rows, { leftColumns: 0 }),
    paragraph(words.successOf(whole(successes), whole(n), number(interval.low * 100), number(interval.high * 100))),
  ];
}

export function comparisonDocument(comparison: EndpointComparison, words: Words, run: ReportWords): readonly Block[] {
  const { endpoints, networkOverheadMs, stability } = comparison;
  const network = [
    ...(networkOverheadMs === undefined ? [] : [words.overhead(number(networkOverheadMs))]),
    ...(stability === undefined ? [] : [words.steadier(stability.steadier, number(stability.ratio))]),
  ];
  return [
    heading(2, words.headings.verdict),
    paragraph(run.sentence(comparison.verdict)),
    ...list(comparison.caveats.map(run.sentence)),
    heading(2, words.headings.sideBySide),
    sideBySide(comparison, words),
    ...(network.length === 0 ? [] : [heading(2, words.headings.network), ...list(network)]),
    ...endpoints.flatMap((endpoint) => requestsOf(endpoint, comparison, words, run)),
    heading(2, words.headings.reading),
    ...list(words.notes),
  ];
}
