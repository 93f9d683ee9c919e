/** The engine as its shells see it: one forked process that does all the measuring, started at the first call and not before. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Failure } from '../../domain/failure.ts';
import type { EngineMessage, EngineRequest } from '../../protocol/engine.ts';

/** A request without its number; distributes over the union. */
export type EngineCall = EngineRequest extends infer R ? (R extends EngineRequest ? Omit<R, 'id'> : never) : never;

/** How a call ended. */
export type EngineAnswer = Exclude<EngineMessage, { say: 'event' } | { say: 'summary' }>;

/** What a call says on its way. */
export type EngineProgress = Extract<EngineMessage, { say: 'event' } | { say: 'summary' }>;

export interface EngineTask {
  readonly id: number;
  readonly answer: Promise<EngineAnswer>;
}

interface Pending {
  readonly progress: (message: EngineProgress) => void;
  readonly settle: (answer: EngineAnswer) => void;
}

export class EngineProcess {
  readonly #program: string;
  readonly #log: (line: string) => void;
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | undefined;
  #nextId = 1;

  constructor(program: string, log: (line: string) => void) {
    this.#program = program;
    this.#log = log;
  }

  call(request: EngineCall, progress: (message: EngineProgress) => void = () => undefined): EngineTask {
    const id = this.#nextId++;
    const answer = new Promise<EngineAnswer>((settle) => this.#pending.set(id, { progress, settle }));
    this.#running().send({ ...request, id }, (error) => {
      if (error !== null) this.#finish({ id, say: 'failed', failure: engineLost(error.message) });
    });
    return { id, answer };
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Closing the pipe is the engine's sign to end. */
  dispose(): void {
    if (this.#child?.connected === true) this.#child.disconnect();
    this.#child = undefined;
  }

  #running(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const child = fork(this.#program, [], { env: engineEnvironment(), execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => this.#log(piece.toString().trimEnd()));
    child.on('message', (message) => this.#receive(message));
    child.on('error', (error) => this.#lost(child, error.message));
    child.on('exit', (code, signal) => this.#lost(child, `ended with ${signal ?? `code ${String(code)}`}`));
    return child;
  }

  #receive(message: unknown): void {
    if (!isEngineMessage(message)) {
      this.#log('The engine said something that is no message of ours.');
    } else if (message.say === 'event' || message.say === 'summary') {
      this.#pending.get(message.id)?.progress(message);
    } else {
      this.#finish(message);
    }
  }

  #finish(answer: EngineAnswer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    pending?.settle(answer);
  }

  #lost(child: ChildProcess, cause: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#log(`Engine ${cause}.`);
    for (const id of [...this.#pending.keys()]) this.#finish({ id, say: 'failed', failure: engineLost(cause) });
  }
}

/** The engine is plain Node, also inside Electron; a debugger's flags for this process are not for that one. */
function engineEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('VSCODE_'));
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}

/** The pipe is private, so the envelope is all there is to check. */
function isEngineMessage(message: unknown): message is EngineMessage {
  return typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number' && 'say' in message && typeof message.say === 'string';
}

function engineLost(cause: string): Failure {
  return { kind: 'internal', detail: 'The measuring process ended unexpectedly.', advice: 'Start again; a run that was under way can be resumed. "Plimsoll: Show log" has its last words.', cause };
}
