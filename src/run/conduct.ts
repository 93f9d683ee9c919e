/** The conductor: a plan in, a stream of events out; cancellable at any moment, resumable after any death. */
import { fail, type Failure, failed, ok, type Result } from '../domain/failure.ts';
import type { RunEvent } from '../domain/runEvent.ts';
import type { RunPart } from '../domain/runPart.ts';
import type { RunPlan } from '../domain/runPlan.ts';
import type { RunSummary } from '../domain/runSummary.ts';
import type { ServerReport } from '../domain/server.ts';
import { clientQuality } from '../measure/clientQuality.ts';
import type { GpuSampler } from '../ports/hardware.ts';
import type { SelfWatch } from '../ports/selfWatch.ts';
import { closingEvents } from './closingEvents.ts';
import { doneSteps, foldRun } from './summary/foldRun.ts';
import { planHash } from './makePlan.ts';
import { promptCounter } from './promptCounter.ts';
import { makeRecorder, type Recorder } from './recorder.ts';
import { runModel } from './runModel.ts';
import type { RunPorts } from './runPorts.ts';

export interface Conducted {
  readonly runId: string;
  readonly plan: RunPlan;
  /** Events of earlier sessions of the same run; empty for a new one. */
  readonly earlier: readonly RunEvent[];
  /** Only this part of the run; the whole of it is closed by who puts the parts together. */
  readonly part?: RunPart;
}

async function open(run: Conducted, ports: RunPorts, recorder: Recorder): Promise<void> {
  const at = ports.clock.wallClock();
  if (run.earlier.length > 0) return recorder.record({ type: 'resumed', at, doneSteps: doneSteps(run.earlier).size });
  const machine = await ports.hardware.describe();
  await recorder.record({
    type: 'runStarted',
    schema: 'plimsoll.journal/v1',
    runId: run.runId,
    at,
    plan: run.plan,
    planHash: planHash(run.plan),
    machine,
    clientVersion: ports.clientVersion,
    nodeVersion: process.version,
  });
}

/** Resuming on another model digest or server version would average apples with pears. */
function mismatch(earlier: readonly RunEvent[], now: ServerReport, models: readonly string[]): Failure | undefined {
  const before = earlier.findLast((event) => event.type === 'probed')?.server;
  if (before === undefined) return undefined;
  const changed = (what: string, was: string | undefined, is: string | undefined): Failure | undefined =>
    was === is ? undefined : fail('planMismatch', `${what} was ${was ?? 'unknown'} when the run began and is ${is ?? 'unknown'} now.`, 'Restore it, or start a new run: figures of the two cannot be mixed.').failure;
  const model = (report: ServerReport, id: string): ServerReport['models'][number] | undefined => report.models.find((entry) => entry.id === id);
  return (
    changed('The server', before.kind, now.kind) ??
    changed('The server’s version', before.version, now.version) ??
    models.map((id) => changed(`The digest of ${id}`, model(before, id)?.digest, model(now, id)?.digest) ?? changed(`The window of ${id}`, model(before, id)?.contextWindow?.toString(), model(now, id)?.contextWindow?.toString())).find((found) => found !== undefined)
  );
}

async function runModels(run: Conducted, ports: RunPorts, recorder: Recorder, first: ServerReport, gpu: GpuSampler, signal: AbortSignal): Promise<number> {
  const roundTrip = await ports.server.roundTripMs(signal);
  const roundTripMs = roundTrip.ok ? roundTrip.value : 0;
  let report = first;
  for (const model of run.plan.models) {
    const info = (): ServerReport['models'][number] | undefined => report.models.find((entry) => entry.id === model);
    const refresh = async (): Promise<ReturnType<typeof info>> => {
      const again = await ports.server.report(signal);
      if (again.ok) {
        report = again.value;
        await recorder.record({ type: 'probed', server: report });
      }
      return info();
    };
    const counter = promptCounter(ports.server, ports.tokenizer, model);
    await runModel({ plan: run.plan, model, runId: run.runId, ports, recorder, counter, gpu, signal, roundTripMs, parallelSlots: report.parallelSlots, info, refresh, ...(run.part === undefined ? {} : { part: run.part }) });
    if (recorder.stopped() !== undefined || signal.aborted) break;
  }
  return roundTripMs;
}

async function perform(run: Conducted, ports: RunPorts, recorder: Recorder, watch: SelfWatch, gpu: GpuSampler, signal: AbortSignal): Promise<void> {
  await open(run, ports, recorder);
  const probed = await ports.server.report(signal);
  if (!probed.ok) { recorder.stopBecause(probed.failure); return; }
  const different = mismatch(run.earlier, probed.value, run.plan.models);
  if (different !== undefined) { recorder.stopBecause(different); return; }
  await recorder.record({ type: 'probed', server: probed.value });
  if (probed.value.location !== 'loopback' && run.earlier.length === 0) await recorder.record({ type: 'notMeasured', key: 'gpu', what: 'GPU', why: `The server runs on another machine (${probed.value.url}); its cards cannot be seen from here.` });
  const roundTripMs = await runModels(run, ports, recorder, probed.value, gpu, signal);
  const samples = recorder.events().filter((event) => event.type === 'sampleDone').map((event) => event.sample);
  await recorder.record({ type: 'clientQuality', quality: clientQuality(samples, watch.eventLoopLagMsP99(), roundTripMs) });
  if (recorder.stopped() !== undefined || signal.aborted || run.part !== undefined) return;
  for (const event of closingEvents(recorder.events())) await recorder.record(event);
}

const noGpu: GpuSampler = { readings: () => [], stop: () => Promise.resolve() };

/** The summary, also of a run that had to stop (`status: 'paused'`). A failure only when nothing could be recorded at all. */
export async function conduct(run: Conducted, ports: RunPorts, signal: AbortSignal): Promise<Result<RunSummary>> {
  const recorder = makeRecorder(run.earlier, ports.emit);
  const watch = ports.startSelfWatch();
  // a server elsewhere leaves no trace on this machine's cards
  const isHere = ports.server.identity.location === 'loopback';
  const gpu = isHere ? await ports.hardware.startSampler(ports.clock.nowMs) : noGpu;
  try {
    await perform(run, ports, recorder, watch, gpu, signal);
  } finally {
    watch.stop();
    await gpu.stop();
  }
  if (signal.aborted) recorder.stopBecause({ kind: 'cancelled', detail: 'The run was cancelled.', advice: 'It can be resumed; everything measured so far is kept.' });
  const stopped = recorder.stopped();
  const at = ports.clock.wallClock();
  await recorder.record(stopped === undefined ? { type: 'runDone', at } : { type: 'runPaused', at, failure: stopped });
  const lost = recorder.stopped();
  const summary = foldRun(recorder.events());
  if (summary === undefined) return failed(lost ?? { kind: 'internal', detail: 'The run left no events.', advice: '' });
  // a pause that could not be written any more (disk full) is still told
  return ok(lost === undefined ? summary : { ...summary, status: 'paused', pausedBecause: lost, endedAt: at });
}
