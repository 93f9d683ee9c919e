/** Runs the calls of a scenario against one candidate answer and judges what came back. */
import type { Failure } from '../../domain/failure.ts';
import type { CallTest } from '../../domain/scenario.ts';
import type { TestOutcome } from '../../domain/score.ts';
import type { CodeLanguage } from '../../ports/codeReader.ts';
import type { SandboxEnding } from '../../ports/sandbox.ts';
import type { GradingTools } from '../gradingTools.ts';
import { sameValue, shortValue } from './compareValues.ts';
import { endingInWords } from './gradedTests.ts';
import { type GuestOutcome, type GuestReport, guestReport, newMarker } from './harness/guestReport.ts';
import { javascriptHarness } from './harness/javascriptHarness.ts';
import { pythonHarness } from './harness/pythonHarness.ts';

export interface CallRun {
  readonly language: CodeLanguage;
  readonly code: string;
  readonly entryPoint: string;
  readonly tests: readonly CallTest[];
  readonly deadlineMs: number;
}

export interface CallsOutcome {
  readonly tests: readonly TestOutcome[];
  readonly loaded: boolean;
  readonly ending: SandboxEnding;
  /** Set when the sandbox, not the answer, failed. */
  readonly broken?: Failure;
}

/** A test that is run again on its own, after the whole batch hit the time limit. */
const singleDeadlineMs = 2000;
/** An answer that loops in this many single tests loops in all of them. */
const mostTimeouts = 2;

export async function runCalls(run: CallRun, tools: GradingTools, signal: AbortSignal): Promise<CallsOutcome> {
  const script = await tools.code.toScript(run.language, run.code);
  const all = await runBatch(run, script, run.tests, run.deadlineMs, tools, signal);
  if (all.ending.kind === 'broken') return { tests: [], loaded: false, ending: all.ending, broken: all.ending.failure };
  const judged = judgeAll(run.tests, all.report, all.ending);
  if (all.ending.kind !== 'timeout') return { tests: judged, loaded: all.report.loaded, ending: all.ending };
  return { tests: await rerunSingly(run, script, judged, all.report, tools, signal), loaded: true, ending: all.ending };
}

interface Batch {
  readonly report: GuestReport;
  readonly ending: SandboxEnding;
}

async function runBatch(
  run: CallRun,
  answer: string,
  tests: readonly CallTest[],
  deadlineMs: number,
  tools: GradingTools,
  signal: AbortSignal,
): Promise<Batch> {
  const marker = newMarker();
  const job = { marker, answer, entryPoint: run.entryPoint, tests };
  const isPython = run.language === 'python';
  const program = isPython ? pythonHarness(job) : javascriptHarness(job);
  const result = await tools.sandbox.run({ language: isPython ? 'python' : 'javascript', program, deadlineMs }, signal);
  return { report: guestReport(result, marker), ending: result.ending };
}

function judgeAll(tests: readonly CallTest[], report: GuestReport, ending: SandboxEnding): readonly TestOutcome[] {
  const why = report.loadError ? `the answer does not load: ${report.loadError.types[0] ?? ''}: ${report.loadError.message}` : `the answer ${endingInWords(ending)}`;
  return tests.map((test, index) => judge(test, report.outcomes.get(index), why));
}

/** One endless test must not take the others down: those without a result get a run of their own, refusals first, as they end soon. */
async function rerunSingly(
  run: CallRun,
  script: string,
  judged: readonly TestOutcome[],
  first: GuestReport,
  tools: GradingTools,
  signal: AbortSignal,
): Promise<readonly TestOutcome[]> {
  const outcomes = [...judged];
  const open = run.tests.map((test, index) => ({ test, index })).filter(({ index }) => !first.outcomes.has(index));
  let timeouts = 0;
  for (const { test, index } of open.toSorted((a, b) => Number(b.test.raises !== undefined) - Number(a.test.raises !== undefined))) {
    if (timeouts >= mostTimeouts || signal.aborted) break;
    const { report, ending } = await runBatch(run, script, [test], singleDeadlineMs, tools, signal);
    if (ending.kind === 'timeout') timeouts++;
    outcomes.splice(index, 1, ...judgeAll([test], report, ending));
  }
  return outcomes;
}

function judge(test: CallTest, outcome: GuestOutcome | undefined, why: string): TestOutcome {
  if (!outcome) return { name: test.name, passed: false, detail: why };
  if ('error' in outcome) return judgeError(test, outcome.error.types, `${outcome.error.types[0] ?? 'error'}: ${outcome.error.message}`);
  if (test.raises) return { name: test.name, passed: false, detail: `expected ${test.raises.join(' or ')}, got ${shortValue(outcome.value)}` };
  const passed = sameValue(test.expect, outcome.value, { mode: test.compare ?? 'exact', tolerance: test.tolerance ?? 1e-9 });
  return passed ? { name: test.name, passed } : { name: test.name, passed, detail: `expected ${shortValue(test.expect)}, got ${shortValue(outcome.value)}` };
}

function judgeError(test: CallTest, types: readonly string[], described: string): TestOutcome {
  if (!test.raises) return { name: test.name, passed: false, detail: `expected ${shortValue(test.expect)}, got ${described}` };
  const passed = test.raises.some((name) => types.includes(name));
  return passed ? { name: test.name, passed } : { name: test.name, passed, detail: `expected ${test.raises.join(' or ')}, got ${described}` };
}
