/** A load report in words, for the terminal. */
import type { LoadLevel, LoadReport, Replay, ReplayTurn } from '../../../../domain/load.ts';
import { ms, plainTable, whole } from './plainTable.ts';

const or = (value: number | undefined, show: (value: number) => string): string => (value === undefined ? '–' : show(value));
const one = (value: number): string => value.toFixed(1);

export function levelLine(level: LoadLevel): string {
  return `  ${level.streams} at once: ${one(level.outputTokensPerSecond)} tokens/s together, first token ${or(level.ttftMs?.median, ms)}, ${level.failures.length} failed`;
}

export function turnLine(turn: ReplayTurn): string {
  const cached = turn.cachedTokens === undefined ? '' : `, ${whole(turn.cachedTokens)} from the cache`;
  return `  turn ${turn.turn}: ${whole(turn.promptTokens)} tokens (${whole(turn.newTokens)} new${cached}), first token ${ms(turn.ttftMs)}`;
}

function levelRow(level: LoadLevel): readonly string[] {
  const { streams, requests, failures, outputTokensPerSecond, scaling, ttftMs, decodeTokensPerSecond, latencyFromSendMs, latencyFromScheduleMs } = level;
  return [
    ...[String(streams), `${requests - failures.length}/${requests}`, one(outputTokensPerSecond), `${scaling.toFixed(2)}x`, or(decodeTokensPerSecond?.median, one), or(ttftMs?.median, ms)],
    ...[latencyFromSendMs, latencyFromScheduleMs].flatMap((figure) => [or(figure?.median, ms), or(figure?.p95, ms)]),
  ];
}

const levelHead = ['streams', 'answered', 'tokens/s', 'scaling', 'each', 'first token', 'from send', 'p95', 'from schedule', 'p95'] as const;

function replayLines({ turns, cannotFit, failure, cacheWorks }: Replay): readonly string[] {
  const rows = turns.map((turn) => [String(turn.turn), whole(turn.promptTokens), whole(turn.newTokens), or(turn.cachedTokens, whole), ms(turn.ttftMs), ms(turn.prefillMs), or(turn.decodeTokensPerSecond, one), turn.reaches === undefined ? '' : `← ${whole(turn.reaches)}`]);
  const cache = cacheWorks === undefined ? [] : [cacheWorks ? 'The prefix cache works: a turn costs its new tokens.' : 'The prefix cache does not work: every turn reads the whole conversation anew.'];
  return [
    ...(rows.length === 0 ? [] : ['', 'A conversation that grows turn by turn, its beginning kept', plainTable([['turn', 'prompt', 'new', 'cached', 'first token', 'prefill', 'tokens/s', ''], ...rows])]),
    ...cache,
    ...(cannotFit.length === 0 ? [] : [`Cannot fit and not sent: ${cannotFit.map(whole).join(', ')} tokens.`]),
    ...(failure === undefined ? [] : [`Ended early: ${failure.detail} ${failure.advice}`]),
  ];
}

export function loadText(report: LoadReport): string {
  const { levels, paceMs, parallelSlots, replay } = report;
  const reasons = [...new Set(levels.flatMap((level) => level.failures.map((failure) => failure.detail)))];
  const slots = parallelSlots === undefined ? [] : [`The server answers ${parallelSlots} at a time; further streams wait in its queue.`];
  return [
    `${report.model} on ${report.url}`,
    ...(levels.length === 0 ? [] : ['', 'Streams at once', plainTable([levelHead, ...levels.map(levelRow)])]),
    ...(paceMs > 0 ? [`Each stream's requests are due every ${ms(paceMs)}, the pace of the first level. "From schedule" counts from that moment, "from send" from when it could be sent.`] : []),
    ...(levels.length === 0 ? [] : slots),
    ...reasons.map((reason) => `Failed: ${reason}`),
    ...(replay === undefined ? [] : replayLines(replay)),
  ].join('\n');
}
