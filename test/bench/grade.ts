/** How long grading takes: one Python answer first and after, and ten scenarios with three replies each, in CPU seconds. */
import path from 'node:path';
import { createCodeReader } from '../../src/adapters/codeReaders/createCodeReader.ts';
import { createSandbox } from '../../src/adapters/sandbox/createSandbox.ts';
import { loadBuiltInScenarios } from '../../src/adapters/scenarios/loadScenarios.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import { gradeReply } from '../../src/evaluate/gradeReply.ts';
import { scoreScenario } from '../../src/evaluate/scoreScenario.ts';
import { prepareSandbox } from '../../scripts/prepareSandbox.ts';

/** What issue 4 asks for. */
const limits = { firstMs: 1200, medianMs: 100, allCpuSeconds: 20 };

const signal = new AbortController().signal;
const loaded = await loadBuiltInScenarios();
if (!loaded.ok) throw new Error(loaded.failure.detail);
const scenarios = loaded.value;
await prepareSandbox(path.join(import.meta.dirname, '../../dist'));

const tools = { sandbox: createSandbox(), code: createCodeReader() };
const bestReply = (scenario: Scenario): string => scenario.variants[scenario.defaultLanguage]?.references[0]?.reply ?? '';

/** Own CPU time; the children's is known to the system only after they ended. */
const ownCpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const python = scenarios.find(({ id }) => id === 'code-completion');
if (!python) throw new Error('the scenario code-completion is missing');
const gradeOnce = (scenario: Scenario): Promise<unknown> => gradeReply(scenario, scenario.defaultLanguage, { text: bestReply(scenario), finishReason: 'stop' }, tools, signal);

const firstMs = await timedMs(() => gradeOnce(python));
const times: number[] = [];
for (let run = 0; run < 100; run++) times.push(await timedMs(() => gradeOnce(python)));
times.sort((a, b) => a - b);
const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;

const cpuBefore = ownCpuSeconds();
const allMs = await timedMs(async () => {
  for (const scenario of scenarios) {
    const text = bestReply(scenario);
    const grades = [];
    for (let reply = 0; reply < 3; reply++) grades.push(await gradeReply(scenario, scenario.defaultLanguage, { text, finishReason: 'stop' }, tools, signal));
    await scoreScenario(scenario, grades, [text, text, text], tools);
  }
});
const ownCpu = ownCpuSeconds() - cpuBefore;
await tools.sandbox.dispose();
// one child at a time and the parent waits for it: their CPU time together is at most the wall time of both on one core each
const cpuAtMost = allMs / 1000 + ownCpu;

const rows = [
  ['one Python answer, first', `${firstMs.toFixed(0)} ms`, `≤ ${limits.firstMs} ms`, firstMs <= limits.firstMs],
  ['one Python answer, p50 of 100', `${at(0.5).toFixed(1)} ms`, `≤ ${limits.medianMs} ms`, at(0.5) <= limits.medianMs],
  ['one Python answer, p95 of 100', `${at(0.95).toFixed(1)} ms`, '', true],
  ['ten scenarios × 3 replies, wall', `${(allMs / 1000).toFixed(2)} s`, '', true],
  ['ten scenarios × 3 replies, CPU at most', `${cpuAtMost.toFixed(2)} s`, `≤ ${limits.allCpuSeconds} s`, cpuAtMost <= limits.allCpuSeconds],
] as const;
for (const [what, figure, limit, holds] of rows) process.stdout.write(`${holds ? 'ok  ' : 'OVER'} ${what.padEnd(40)} ${figure.padStart(10)}  ${limit}\n`);
process.exitCode = rows.every(([, , , holds]) => holds) ? 0 : 1;
