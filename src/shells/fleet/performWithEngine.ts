/** Does a cell on this host: the engine measures, and the model that was loaded before is unloaded first. */
import { connectServer } from '../../adapters/servers/connectServer.ts';
import type { PerformCell } from '../../adapters/queue/work/workPlace.ts';
import type { BegunCell } from '../../adapters/queue/work/cellStore.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { Machine } from '../../domain/machine.ts';
import type { ServerAccess } from '../../domain/server.ts';
import { version } from '../version.ts';
import type { EngineProcess } from '../engineClient/engineProcess.ts';

export interface OwnHost {
  readonly machine: Machine;
  /** The plan's address → how this host reaches it; a cell for any other address is refused. */
  readonly servers: ReadonlyMap<string, ServerAccess>;
}

/** The free part of a card's memory differs from one minute to the next. */
const hardwareOf = ({ cpu, cpuCores, gpus }: Machine): string => [`${cpu} (${cpuCores} cores)`, ...gpus.map((gpu) => gpu.name)].join(', ');

function refusal(cell: BegunCell, { servers, machine }: OwnHost): Result<ServerAccess> {
  const access = servers.get(cell.url);
  if (access === undefined) return fail('planMismatch', `This worker does not offer ${cell.url}.`, `Start it with --server ${cell.url}, or submit the study again.`);
  if (cell.part === 'warm') return ok(access);
  const started = cell.earlier.find((event) => event.type === 'runStarted');
  if (started === undefined) return fail('planMismatch', 'The cell that loads the model is not stored.', 'Submit the study again.');
  if (started.clientVersion !== version) return fail('planMismatch', `The run began with Plimsoll ${started.clientVersion}; this worker is ${version}.`, 'Figures of two versions are not mixed: give the worker its version back, or submit the study under another name.');
  const [then, now] = [hardwareOf(started.machine), hardwareOf(machine)];
  if (then !== now) return fail('planMismatch', `The run began on ${then}; this worker runs on ${now}.`, 'Figures of two machines are not mixed: start the worker of this name on its old machine, or submit the study under another name.');
  return ok(access);
}

export function performWithEngine(engine: Pick<EngineProcess, 'call'>, host: OwnHost): PerformCell {
  let loaded: { readonly access: ServerAccess; readonly model: string } | undefined;
  const unloadOther = async (access: ServerAccess, model: string, signal: AbortSignal): Promise<void> => {
    if (loaded !== undefined && (loaded.access.url !== access.url || loaded.model !== model)) {
      const server = await connectServer(loaded.access, signal);
      // a server that cannot unload says so in the cold start's own event
      if (server.ok) await server.value.unload(loaded.model, signal);
    }
    loaded = { access, model };
  };
  return async (cell, emit, signal) => {
    const access = refusal(cell, host);
    if (!access.ok) return access;
    await unloadOther(access.value, cell.model, signal);
    const { runId, plan, part, earlier } = cell;
    const task = engine.call({ call: 'part', access: access.value, runId, plan, part, earlier }, (message) => {
      if (message.say === 'event') emit(message.event);
    });
    const cancel = (): void => void engine.call({ call: 'cancel', target: task.id });
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    try {
      const answer = await task.answer;
      if (answer.say === 'failed') return { ok: false, failure: answer.failure };
      if (answer.say !== 'done' || answer.summary === undefined) return fail('internal', 'The engine ended without a result.', '');
      const { pausedBecause } = answer.summary;
      return pausedBecause === undefined ? ok(undefined) : { ok: false, failure: pausedBecause };
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}
