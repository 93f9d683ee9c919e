/** What reading a prompt costs, as blocks: totals, chunks, curve, cache, target, goals, settings, history, next steps. */
import type { CostCurve, PrefillReport } from '../../domain/prefill.ts';
import { serverNames } from '../../domain/server.ts';
import { type Block, heading, list, paragraph, table } from '../document/block.ts';
import { moment, number, signedPercent, whole } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';
import type { MeasurementWords } from './measurementEnglish.ts';

type Words = MeasurementWords['prefill'];

/** Two digits after the point, as prefill is compared from version to version. */
const perToken = (value: number): string => value.toFixed(2);

function totals(report: PrefillReport, words: Words): readonly Block[] {
  const { rows } = words;
  const highest = Math.max(...report.chunks.map(({ msPerToken }) => msPerToken));
  return [
    heading(2, words.headings.totals),
    table(
      [words.columns.item, words.columns.value],
      [
        [rows.server, `${serverNames[report.serverKind]} ${report.serverVersion ?? ''}`.trim() + `, ${report.url}`],
        [rows.time, moment(report.at)],
        [rows.tokens, whole(report.promptTokens)],
        [rows.total, whole(report.totalMs)],
        [rows.msPerToken, perToken(report.msPerToken)],
        [rows.rate, number(report.tokensPerSecond)],
        ...(report.chunks.length > 1 ? [[rows.highest, perToken(highest)]] : []),
        [rows.clock, words.clocks[report.clock]],
        [rows.method, words.methods[report.method]],
      ],
      { leftColumns: 2 },
    ),
  ];
}

function chunks({ chunks: all }: PrefillReport, words: Words): readonly Block[] {
  const { columns } = words;
  const rows = all.map(({ fromTokens, toTokens, ms, msPerToken }) => [`${whole(fromTokens)}–${whole(toTokens)}`, whole(ms), perToken(msPerToken), number(1000 / msPerToken)]);
  return rows.length === 0 ? [] : [heading(2, words.headings.chunks), table([columns.range, columns.time, columns.msPerToken, columns.rate], rows)];
}

function curveText({ a, b, c }: CostCurve): string {
  return [...(a > 0 ? [number(a)] : []), `${b.toPrecision(3)} × n`, ...(c > 0 ? [`${c.toPrecision(3)} × n²`] : [])].join(' + ');
}

function curveAndCache({ curve, cached }: PrefillReport, words: Words): readonly Block[] {
  return [
    ...(curve === undefined ? [] : [heading(2, words.headings.curve), paragraph(words.curve(curveText(curve), curve.r2.toFixed(4), curve.points))]),
    ...(cached === undefined
      ? []
      : [heading(2, words.headings.cached), paragraph(words.cached(whole(cached.coldMs), whole(cached.cachedMs), number(cached.speedUp), cached.cachedTokens === undefined ? undefined : whole(cached.cachedTokens)))]),
  ];
}

function turns({ agentTurns, curve }: PrefillReport, words: Words): readonly Block[] {
  if (agentTurns.length === 0) return [];
  const { columns } = words;
  const rows = agentTurns.map((turn) => [String(turn.turn), whole(turn.promptTokens), number(turn.cachedSeconds), `${number(turn.coldSeconds)}${turn.isFarOut ? ' ~' : ''}`]);
  return [heading(2, words.headings.turns), table([columns.turn, columns.prompt, columns.cached, columns.cold], rows), ...(curve === undefined ? [] : [paragraph(words.turnsNote(whole(curve.largestTokens)))])];
}

function target({ target: verdict, msPerToken, goals }: PrefillReport, words: Words): readonly Block[] {
  const [low, high] = [String(verdict.lowMsPerToken), String(verdict.highMsPerToken)];
  const state =
    msPerToken <= verdict.lowMsPerToken
      ? words.met(low, high, number(verdict.lowMsPerToken / msPerToken))
      : verdict.met
        ? words.within(low, high)
        : words.missed(low, high, number(verdict.timesSlowerThanHigh), number(verdict.timesSlowerThanLow));
  const { columns } = words;
  const rows = goals.map((goal) => [String(goal.msPerToken), number(goal.tokensPerSecond), goal.reached ? words.reached : words.missing(number(goal.speedUpNeeded))]);
  return [
    heading(2, words.headings.target),
    ...list([state, words.attainment(number(verdict.attainmentOfLowPercent), number(verdict.attainmentOfHighPercent))]),
    ...(rows.length === 0 ? [] : [heading(2, words.headings.goals), table([columns.goal, columns.rate, columns.state], rows)]),
  ];
}

function history({ improvements }: PrefillReport, words: Words, run: ReportWords): readonly Block[] {
  if (improvements.length === 0) return [heading(2, words.headings.history), paragraph(words.nothingEarlier)];
  const { columns } = words;
  const rows = improvements.map((one) => [one.label, moment(one.at), one.changed.join('; ') || '–', perToken(one.beforeMsPerToken), perToken(one.afterMsPerToken), words.faster(signedPercent(-one.timeSavedPercent)), words.times(number(one.speedUp))]);
  const caveats = improvements.filter((one) => one.caveats.length > 0).map((one) => `${one.label}: ${words.withCare(one.caveats.map(run.sentence).join('; '))}`);
  return [heading(2, words.headings.history), table([columns.label, columns.date, columns.changed, columns.before, columns.after, columns.saved, columns.speed], rows, { leftColumns: 3 }), ...list(caveats), paragraph(words.historyNote)];
}

function settingsAndAdvice({ settings, advice }: PrefillReport, words: Words, run: ReportWords): readonly Block[] {
  const { columns } = words;
  const inForce = settings.map(({ name, value, source }) => [name, value, words.sources[source]]);
  const steps = advice.map(({ what, why, command, expected }, index) => [String(index + 1), run.sentence(what), run.sentence(why), command ?? '–', run.sentence(expected)]);
  return [
    ...(inForce.length === 0 ? [] : [heading(2, words.headings.settings), table([columns.name, columns.value, columns.source], inForce, { leftColumns: 3 })]),
    ...(steps.length === 0 ? [] : [heading(2, words.headings.advice), table(['', columns.what, columns.why, columns.command, columns.expected], steps, { leftColumns: 5 }), paragraph(words.adviceNote)]),
  ];
}

export function prefillDocument(report: PrefillReport, words: Words, run: ReportWords): readonly Block[] {
  return [...totals(report, words), ...chunks(report, words), ...target(report, words), ...curveAndCache(report, words), ...turns(report, words), ...history(report, words, run), ...settingsAndAdvice(report, words, run)];
}
