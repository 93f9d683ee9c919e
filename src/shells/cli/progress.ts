/** A run's progress on stderr: a line per step, and on a terminal the step in flight redrawn in place. */
import type { RunEvent } from '../../domain/runEvent.ts';
import type { EngineProgress } from '../engineClient/engineProcess.ts';
import type { CliContext } from './command.ts';

const ms = (value: number): string => (value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(0)} ms`);
const perSecond = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(1)} tokens/s`);

/** undefined: nothing to say. */
export function progressLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'runStarted':
      return `Run ${event.runId}`;
    case 'resumed':
      return `Resumed: ${event.doneSteps} steps were done already.`;
    case 'budgetChecked':
      return `  budget: ${event.verdict.explanation}`;
    case 'stepStarted':
      return `[${event.index + 1}/${event.total}] ${event.label}`;
    case 'sampleDone':
      return `  ${event.sample.promptTokens} → ${event.sample.completionTokens} tokens, first token ${ms(event.sample.ttftMs)}, ${perSecond(event.sample.decodeTokensPerSecond)}, ${ms(event.sample.totalMs)}`;
    case 'sampleVoid':
      return `  void: ${event.sample.failure.detail}`;
    case 'cannotFit':
      return `  ${event.entry.verdict.explanation}`;
    case 'contextProven':
      return `  ${event.context.explanation}`;
    case 'readinessTried':
      return `  ${event.trial.task}: ${event.trial.passed ? 'right' : event.trial.detail}`;
    case 'readinessMeasured':
      return `  ${event.readiness.verdict}: ${event.readiness.reason}`;
    case 'notMeasured':
      return `  not measured: ${event.what} (${event.why})`;
    case 'answerGraded':
      return event.grade.graded ? `  ${event.grade.tests.filter((test) => test.passed).length}/${event.grade.tests.length} tests passed` : `  not graded: ${event.grade.notGraded?.detail ?? ''}`;
    case 'scored':
      return `  ${event.score.scenario}: ${event.score.score === undefined ? 'not scored' : `${event.score.score.toFixed(1)} of 10`}`;
    case 'notice':
      return event.text;
    case 'runPaused':
      return `Stopped: ${event.failure.detail}`;
    case 'probed':
    case 'token':
    case 'clientQuality':
    case 'sandboxUsed':
    case 'recommended':
    case 'useRecommended':
    case 'runDone':
      return undefined;
  }
}

export function showProgress(context: CliContext): (message: EngineProgress) => void {
  let live = false;
  const clear = (): void => {
    if (live) process.stderr.write('\r\u001B[K');
    live = false;
  };
  return (message) => {
    if (message.say !== 'event') return;
    const { event } = message;
    if (event.type === 'token') {
      if (!context.isTerminal) return;
      const first = event.firstTokenMs === undefined ? 'waiting' : `first token ${ms(event.firstTokenMs)}`;
      process.stderr.write(`\r\u001B[K  ${first}, ${event.chunks} tokens, ${perSecond(event.tokensPerSecond)}`);
      live = true;
      return;
    }
    const line = progressLine(event);
    if (line === undefined) return;
    clear();
    context.note(line);
  };
}
