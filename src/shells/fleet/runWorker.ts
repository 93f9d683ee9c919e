/** A worker: announces what its host has, works on its place's cells until told to stop, and then hands back what it holds. */
import { createHash } from 'node:crypto';
import { askQueue } from '../../adapters/queue/connection/askQueue.ts';
import { openQueue, type Queue, type QueuePace } from '../../adapters/queue/connection/openQueue.ts';
import { lockPlace, withServer } from '../../adapters/queue/work/placeLock.ts';
import { announcePlace } from '../../adapters/queue/work/places.ts';
import { type PerformCell, workPlace } from '../../adapters/queue/work/workPlace.ts';
import { fail, type Failure, ok, type Result } from '../../domain/failure.ts';
import type { Place } from '../../domain/fleet.ts';
import type { Machine } from '../../domain/machine.ts';
import type { ServerReport } from '../../domain/server.ts';
import { version } from '../version.ts';

export interface WorkerOptions {
  readonly queue: string;
  readonly name: string;
  readonly machine: Machine;
  /** With the addresses that plans use. */
  readonly servers: readonly ServerReport[];
  readonly perform: PerformCell;
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
  readonly pace?: QueuePace;
}

/** Equal where figures can be compared: the free part of a card's memory does not count. */
export function fingerprintOf(machine: Machine, servers: readonly ServerReport[]): string {
  const gpus = machine.gpus.map(({ name, vramTotalBytes, driver }) => ({ name, vramTotalBytes, driver }));
  const served = servers.map(({ url, kind, version: serverVersion, models }) => ({ url, kind, serverVersion, models: models.map(({ id, digest, contextWindow }) => ({ id, digest, contextWindow })) }));
  return createHash('sha256').update(JSON.stringify({ os: machine.os, cpu: machine.cpu, cores: machine.cpuCores, memory: machine.memoryBytes, gpus, served })).digest('hex').slice(0, 16);
}

/** A server that others may reach too is used by one worker at a time. */
function oneAtATime(queue: Queue, { servers, perform }: WorkerOptions): PerformCell {
  const shared = new Set(servers.filter((server) => server.location !== 'loopback').map((server) => server.url));
  return async (cell, emit, signal) => {
    if (!shared.has(cell.url)) return perform(cell, emit, signal);
    try {
      return await withServer(queue, cell.url, signal, () => perform(cell, emit, signal));
    } catch (thrown) {
      // waiting for its turn was ended from outside
      if (signal.aborted) return fail('cancelled', 'The cell was taken away before it began.', '');
      throw thrown;
    }
  };
}

async function workOn(queue: Queue, options: WorkerOptions): Promise<Result<undefined>> {
  const { name, machine, servers, note } = options;
  const lost = new AbortController();
  let reason: Failure | undefined;
  const lock = await lockPlace(queue, name, (taken) => {
    if (!taken.ok) reason = taken.failure;
    lost.abort();
  });
  if (!lock.ok) return lock;
  try {
    const place: Place = { name, machine, servers, fingerprint: fingerprintOf(machine, servers), clientVersion: version };
    const announced = await askQueue(queue, () => announcePlace(queue, place));
    if (!announced.ok) return announced;
    note(`Worker "${name}" (${place.fingerprint}) offers ${servers.map((server) => `${server.url} (${server.models.map((model) => model.id).join(', ')})`).join('; ')}`);
    const worked = await askQueue(queue, () => workPlace(queue, { place: name, perform: oneAtATime(queue, options), note, signal: AbortSignal.any([options.signal, lost.signal]) }));
    if (!worked.ok) return worked;
    return reason === undefined ? ok(undefined) : { ok: false, failure: reason };
  } finally {
    await lock.value.release();
  }
}

/** Returns when stopped in order, or with why it could not begin or go on. */
export async function runWorker(options: WorkerOptions): Promise<Result<undefined>> {
  const queue = await openQueue(options.queue, { supervise: true, note: options.note, ...(options.pace === undefined ? {} : { pace: options.pace }) });
  if (!queue.ok) return queue;
  try {
    return await workOn(queue.value, options);
  } finally {
    await queue.value.close();
  }
}
