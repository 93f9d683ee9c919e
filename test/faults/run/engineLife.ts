/** An engine of one's own as a process, for tests that kill it, or the server under it, in the middle of its work. */
import { fork } from 'node:child_process';
import path from 'node:path';
import type { Failure } from '../../../src/domain/failure.ts';
import type { RunSummary } from '../../../src/domain/runSummary.ts';
import type { EngineMessage, EngineRequest } from '../../../src/protocol/engine.ts';

const program = path.join(import.meta.dirname, '../../../dist/engine.mjs');

export interface EngineEnd {
  /** undefined when it was killed or failed. */
  readonly summary?: RunSummary;
  readonly failure?: Failure;
  /** Steps it said were finished. */
  readonly told: readonly string[];
}

export interface EngineLife {
  readonly pid: number;
  readonly kill: () => void;
  /** Resolves with the first message that `holds`; rejects when the process ends before. */
  readonly until: (holds: (message: EngineMessage) => boolean) => Promise<void>;
  readonly ended: Promise<EngineEnd>;
}

/** The key of a step that a message says is finished. */
function toldBy(message: EngineMessage): string | undefined {
  if (message.say !== 'event') return undefined;
  if (message.event.type === 'sampleDone' && message.event.sample.phase !== 'scenario') return message.event.sample.key;
  return message.event.type === 'answerGraded' ? message.event.key : undefined;
}

export function startEngine(call: EngineRequest, env: Readonly<Record<string, string>> = {}): EngineLife {
  const child = fork(program, [], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const told: string[] = [];
  const watchers = new Set<(message: EngineMessage) => void>();
  let ending: Omit<EngineEnd, 'told'> = {};
  child.on('message', (message: EngineMessage) => {
    const key = toldBy(message);
    if (key !== undefined) told.push(key);
    for (const watch of watchers) watch(message);
    if (message.say === 'failed') ending = { failure: message.failure };
    if (message.say === 'done' && message.summary !== undefined) ending = { summary: message.summary };
    if (message.say !== 'event' && message.say !== 'summary') child.disconnect();
  });
  child.send(call);
  const ended = new Promise<EngineEnd>((resolve) => child.once('exit', () => resolve({ ...ending, told })));
  const until = (holds: (message: EngineMessage) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      watchers.add((message) => {
        if (holds(message)) resolve();
      });
      void ended.then((end) => reject(new Error(`the engine ended before: ${JSON.stringify(end.failure ?? end.summary?.pausedBecause)}`)));
    });
  return { pid: child.pid ?? 0, kill: () => void child.kill('SIGKILL'), until, ended };
}
