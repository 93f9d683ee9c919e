/** A prefill report in words, for the terminal. */
import type { CostCurve, PrefillChunk, PrefillGoal, PrefillImprovement, PrefillReport, TargetVerdict } from '../../../../domain/prefill.ts';
import { ms, plainTable, seconds, whole } from './plainTable.ts';

const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines]);

function chunkRow({ fromTokens, toTokens, ms: time, msPerToken }: PrefillChunk): readonly string[] {
  return [`${whole(fromTokens)}–${whole(toTokens)}`, ms(time), msPerToken.toFixed(2), (1000 / msPerToken).toFixed(1)];
}

function curveLine({ a, b, c, r2, points }: CostCurve): string {
  const terms = [...(a > 0 ? [ms(a)] : []), `${b.toPrecision(3)} ms × n`, ...(c > 0 ? [`${c.toPrecision(3)} ms × n²`] : [])];
  return `  ${terms.join(' + ')}   (r² ${r2.toFixed(4)}, ${points} points)`;
}

function targetLines(target: TargetVerdict, msPerToken: number): readonly string[] {
  const { lowMsPerToken: low, highMsPerToken: high } = target;
  if (msPerToken <= low) return [`  ${low}–${high} ms/token: met; ${(low / msPerToken).toFixed(1)}x faster than its fast end`];
  const state = target.met ? 'met' : `${target.timesSlowerThanHigh.toFixed(2)}x (to ${high}) to ${target.timesSlowerThanLow.toFixed(2)}x (to ${low}) too slow`;
  return [`  ${low}–${high} ms/token: ${state}; attainment ${target.attainmentOfLowPercent.toFixed(1)} % of the fast end, ${target.attainmentOfHighPercent.toFixed(1)} % of the slow end`];
}

const goalLine = (goal: PrefillGoal, index: number): string =>
  `  ${index + 1}. ${goal.msPerToken} ms/token (${goal.tokensPerSecond.toFixed(1)} tokens/s): ${goal.reached ? 'reached' : `${goal.speedUpNeeded.toFixed(2)}x the present speed`}`;

/** Both directions, each with its own word: time and speed must not be mixed. */
export function improvementLine(found: PrefillImprovement): string {
  const time = `${found.timeSavedPercent >= 0 ? '−' : '+'}${Math.abs(found.timeSavedPercent).toFixed(1)} % time`;
  const changed = found.changed.length === 0 ? '' : `; changed: ${found.changed.join(', ')}`;
  const caveats = found.caveats.length === 0 ? '' : `; with care: ${found.caveats.join(', ')}`;
  return `  ${found.label} (${found.at.slice(0, 10)}): ${found.beforeMsPerToken.toFixed(2)} → ${found.afterMsPerToken.toFixed(2)} ms/token, ${time}, ${found.speedUp.toFixed(2)}x speed${changed}${caveats}`;
}

function cachedLines({ cached }: PrefillReport): readonly string[] {
  if (cached === undefined) return [];
  const tokens = cached.cachedTokens === undefined ? '' : ` (${whole(cached.cachedTokens)} tokens from the cache)`;
  return [`  cold ${ms(cached.coldMs)}, the same prompt again ${ms(cached.cachedMs)}${tokens}: ${cached.speedUp.toFixed(1)}x`];
}

function turnRows(report: PrefillReport): readonly string[] {
  const rows = report.agentTurns.map((turn) => [`turn ${turn.turn}`, `${whole(turn.promptTokens)} tokens`, seconds(turn.cachedSeconds), `${seconds(turn.coldSeconds)}${turn.isFarOut ? ' ~' : ''}`]);
  return rows.length === 0 ? [] : [plainTable([['', 'prompt', 'with prefix cache', 'read anew'], ...rows]), ...(report.agentTurns.some((turn) => turn.isFarOut) ? ['  ~ more than twice the largest prompt measured: extrapolated'] : [])];
}

export function prefillText(report: PrefillReport): string {
  const whose = report.clock === 'server' ? "the server's stopwatch" : 'the clock of this machine, round trip taken off';
  const how = report.method === 'promptProgress' ? 'told by the server while it read' : 'prompts of growing size';
  return [
    `${report.model} on ${report.url}, by ${whose}`,
    `  ${whole(report.promptTokens)} tokens in ${ms(report.totalMs)}: ${report.msPerToken.toFixed(2)} ms/token, ${report.tokensPerSecond.toFixed(2)} tokens/s`,
    ...section(`Chunks (${how})`, [plainTable([['tokens', 'time', 'ms/token', 'tokens/s'], ...report.chunks.map(chunkRow)])]),
    ...section('Cost of n tokens', report.curve === undefined ? [] : [curveLine(report.curve)]),
    ...section('Cached and cold', cachedLines(report)),
    ...section('Before the first token of an agent’s turn (2,000 new tokens a turn)', turnRows(report)),
    ...section('Target', targetLines(report.target, report.msPerToken)),
    ...section('Goals', report.goals.map(goalLine)),
    ...section('Settings in force', report.settings.map((setting) => `  ${setting.name} = ${setting.value} (${setting.source === 'user' ? 'told by you' : setting.source === 'seen' ? 'seen' : 'told by the server'})`)),
    ...section('Against earlier runs', report.improvements.map(improvementLine)),
    ...section('What to try, most promising first', report.advice.map((advice, index) => `  ${index + 1}. ${advice.what}${advice.command === undefined ? '' : `: ${advice.command}`}\n     ${advice.why} Expected: ${advice.expected}.`)),
  ].join('\n');
}
