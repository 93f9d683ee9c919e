/** A worker as it ships, whose cells are played instead of measured: `node playedWorker.ts '{"queue": …}'`. It tells its parent what it begins and ends. */
import { setTimeout as wait } from 'node:timers/promises';
import type { QueuePace } from '../../src/adapters/queue/connection/openQueue.ts';
import type { PerformCell } from '../../src/adapters/queue/work/workPlace.ts';
import { fail, ok } from '../../src/domain/failure.ts';
import type { RunEvent } from '../../src/domain/runEvent.ts';
import { partOf } from '../../src/run/parts/partOf.ts';
import { type SampleStep, stepsOf } from '../../src/run/steps.ts';
import { runWorker } from '../../src/shells/fleet/runWorker.ts';
import { runStarted, sample, server } from '../fakes/runExamples.ts';

export interface Played {
  readonly queue: string;
  readonly name: string;
  readonly urls: readonly string[];
  readonly models: readonly string[];
  /** How long a cell takes. */
  readonly ms: number;
  readonly pace?: QueuePace;
  /** Parts that fail each time, with this kind. */
  readonly failing?: Readonly<Record<string, 'serverGone' | 'modelMissing'>>;
}

/** From parent to child as its only argument, from child to parent as messages. */
export type PlayedMessage = { readonly say: 'begin' | 'end'; readonly key: string } | { readonly say: 'note'; readonly line: string } | { readonly say: 'ended'; readonly failure?: string };

const quality = { value: 1, reasons: [] };
const played = JSON.parse(process.argv[2] ?? '{}') as Played;
const tell = (message: PlayedMessage): void => void process.send?.(message);

function emitSample(step: SampleStep, emit: (event: RunEvent) => void): void {
  const { key, model, phase, scenario, contextTokens, repeat } = step;
  emit({ type: 'sampleDone', sample: { ...sample(key, phase), model, ...(contextTokens === undefined ? {} : { contextTokens }), ...(scenario === undefined ? {} : { scenario }) } });
  if (scenario === undefined) return;
  const grade = { scenario, graded: true, state: 'answered', accuracy: 1, quality, clarity: quality, tests: [], language: 'python' } as const;
  // what jsonb and careless code would spoil
  emit({ type: 'answerGraded', key, model, reply: { scenario, index: repeat, text: `kept as it is: \u0000 \uD83D\uDE00 한국어 ${key}`, thinking: '', finishReason: 'stop' }, grade });
}

const perform: PerformCell = async (cell, emit, signal) => {
  tell({ say: 'begin', key: cell.key });
  const failing = played.failing?.[cell.part];
  if (failing !== undefined) return fail(failing, `Played: ${cell.part} fails.`, 'Nothing can be done.');
  const report = { ...server, url: cell.url, models: played.models.map((id) => ({ id, contextWindow: 8192 })) };
  if (cell.part === 'warm') emit({ ...runStarted(cell.plan), runId: cell.runId } as Parameters<typeof emit>[0]);
  emit({ type: 'probed', server: report });
  const steps = stepsOf(cell.plan);
  for (const [index, step] of steps.entries()) {
    if (partOf(step) !== cell.part) continue;
    const { key, label, model, phase } = step;
    emit({ type: 'stepStarted', key, label, model, phase, index, total: steps.length, at: '2026-11-22T00:00:00.000Z' });
    if (played.ms > 0) await wait(played.ms, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return fail('cancelled', 'Played: cancelled.', '');
    if (step.phase === 'effective' || step.phase === 'readiness') emit({ type: 'notMeasured', key, model, what: step.phase, why: 'played' });
    else emitSample(step, emit);
  }
  if (cell.part !== 'warm') emit({ type: 'resumed', at: '2026-11-22T00:00:00.000Z', doneSteps: 0 });
  emit({ type: 'runDone', at: '2026-11-22T00:01:00.000Z' });
  tell({ say: 'end', key: cell.key });
  return ok(undefined);
};

const abort = new AbortController();
process.on('SIGTERM', () => { abort.abort(); });
const machine = { os: 'TestOS', cpu: 'TestCPU', cpuCores: 2, memoryBytes: 1, gpus: [] };
const servers = played.urls.map((url) => ({ ...server, url, models: played.models.map((id) => ({ id, contextWindow: 8192, sizeBytes: 1 })) }));
const ended = await runWorker({ ...played, machine, servers, perform, note: (line) => { tell({ say: 'note', line }); }, signal: abort.signal });
tell({ say: 'ended', ...(ended.ok ? {} : { failure: `${ended.failure.detail} ${ended.failure.advice}` }) });
process.disconnect?.();
