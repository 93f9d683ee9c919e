/** The guard of this window: a loopback process between agent and server, started and stopped by the user, gone with the window. */
import type { ChildProcess } from 'node:child_process';
import { type Disposable, EventEmitter } from 'vscode';
import * as z from 'zod/mini';
import type { Failure } from '../../domain/failure.ts';
import type { ServerAccess } from '../../domain/server.ts';
import { accessEnvironment, spawnCommandLine } from './commandLine.ts';

const greeting = z.looseObject({ url: z.string(), ollamaUrl: z.string(), statsUrl: z.string() });
const figures = z.looseObject({ live: z.looseObject({ inFlight: z.number(), tokensPerSecond: z.number() }) });
const lookEveryMs = 500;

export interface RunningGuard {
  readonly upstream: string;
  readonly url: string;
  readonly ollamaUrl: string;
}

/** The agent's own traffic, as the guard sees it now. */
export interface AgentTraffic {
  readonly inFlight: number;
  readonly tokensPerSecond: number;
}

export class GuardOwner implements Disposable {
  readonly #distFolder: string;
  readonly #log: (line: string) => void;
  readonly #changed = new EventEmitter<RunningGuard | undefined>();
  readonly #traffic = new EventEmitter<AgentTraffic | undefined>();
  readonly onDidChange = this.#changed.event;
  readonly onDidSeeTraffic = this.#traffic.event;
  #child: ChildProcess | undefined;
  #running: RunningGuard | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(distFolder: string, log: (line: string) => void) {
    this.#distFolder = distFolder;
    this.#log = log;
  }

  get running(): RunningGuard | undefined {
    return this.#running;
  }

  /** Resolves when it listens, or with why it does not. */
  async start(access: ServerAccess): Promise<RunningGuard | Failure> {
    this.stop();
    const { url, apiKey } = access;
    const child = spawnCommandLine(this.#distFolder, ['guard', '--upstream', url, '--json', '--end-with-stdin'], { PLIMSOLL_API_KEY: apiKey, ...accessEnvironment([access]) });
    this.#child = child;
    child.stderr?.on('data', (piece: Buffer) => this.#log(piece.toString().trimEnd()));
    child.on('exit', () => this.#ended(child));
    const line = await firstLine(child);
    const greeted = greeting.safeParse(parseJson(line));
    if (!greeted.success) {
      this.stop();
      return { kind: 'serverGone', detail: `The guard for ${url} did not start.`, advice: 'The log has its last words.', cause: line.slice(0, 300) };
    }
    const { statsUrl, ollamaUrl } = greeted.data;
    this.#running = { upstream: url, url: greeted.data.url, ollamaUrl };
    this.#watch = setInterval(() => void this.#look(statsUrl), lookEveryMs);
    this.#changed.fire(this.#running);
    return this.#running;
  }

  /** Closing its input is the guard's sign to finish what is in flight and end. */
  stop(): void {
    this.#child?.stdin?.end();
    if (this.#child !== undefined) this.#ended(this.#child);
  }

  dispose(): void {
    this.stop();
  }

  async #look(statsUrl: string): Promise<void> {
    const seen = figures.safeParse(await fetch(statsUrl, { signal: AbortSignal.timeout(lookEveryMs) }).then((reply) => reply.json(), () => undefined));
    this.#traffic.fire(seen.success && seen.data.live.inFlight > 0 ? seen.data.live : undefined);
  }

  #ended(child: ChildProcess): void {
    if (this.#child !== child) return;
    clearInterval(this.#watch);
    this.#child = undefined;
    this.#running = undefined;
    this.#traffic.fire(undefined);
    this.#changed.fire(undefined);
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString();
      if (text.includes('\n')) resolve(text);
    });
    child.on('error', (error) => resolve(error.message));
    child.on('exit', () => resolve(text));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
