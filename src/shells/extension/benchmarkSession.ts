/** The one run of this window: what it is doing, what it found, and how it is started, paused, cancelled and resumed. */
import { EventEmitter } from 'vscode';
import type { Failure } from '../../domain/failure.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { ServerAccess } from '../../domain/server.ts';
import type { BenchmarkRequest } from '../../protocol/engine.ts';
import type { LiveTick, RunState } from '../../protocol/panel.ts';
import type { EngineAnswer, EngineCall, EngineProcess, EngineProgress } from '../engineClient/engineProcess.ts';

const textTailLength = 2_000;

export class BenchmarkSession {
  readonly #engine: EngineProcess;
  readonly #changed = new EventEmitter<RunState>();
  readonly #ticked = new EventEmitter<LiveTick>();
  readonly #failed = new EventEmitter<Failure>();
  readonly onDidChange = this.#changed.event;
  readonly onDidTick = this.#ticked.event;
  readonly onDidFail = this.#failed.event;
  #run: RunState = { state: 'idle' };
  #tick: LiveTick | undefined;
  #taskId: number | undefined;

  constructor(engine: EngineProcess) {
    this.#engine = engine;
  }

  get run(): RunState {
    return this.#run;
  }

  get tick(): LiveTick | undefined {
    return this.#tick;
  }

  get isBusy(): boolean {
    return this.#run.state !== 'idle';
  }

  start(request: BenchmarkRequest): Promise<void> {
    return this.#perform({ call: 'bench', request }, { state: 'starting' });
  }

  resume(runFolder: string, access: ServerAccess | undefined): Promise<void> {
    const known = this.#run.runFolder === runFolder && this.#run.summary !== undefined ? { summary: this.#run.summary } : {};
    return this.#perform({ call: 'resume', runFolder, ...(access === undefined ? {} : { access }) }, { state: 'starting', runFolder, ...known });
  }

  /** Rebuilds the state from a run's journal: after a reload, or when a run of the history is opened. */
  async open(runFolder: string): Promise<void> {
    if (this.isBusy) return;
    const answer = await this.#engine.call({ call: 'summarise', runFolder }, (message) => this.#hear(message, 'idle')).answer;
    this.#end(answer);
  }

  /** Ends the run in an orderly way: the request in flight is stopped, what was measured is kept and can be resumed. */
  stop(): void {
    if (this.#taskId === undefined) return;
    this.#set({ ...this.#run, state: 'stopping' });
    void this.#engine.call({ call: 'cancel', target: this.#taskId }).answer;
  }

  async #perform(call: EngineCall, first: RunState): Promise<void> {
    if (this.isBusy) return;
    this.#tick = undefined;
    this.#set(first);
    const task = this.#engine.call(call, (message) => this.#hear(message, 'running'));
    this.#taskId = task.id;
    this.#end(await task.answer);
  }

  #hear(message: EngineProgress, state: 'idle' | 'running'): void {
    if (message.say === 'event') {
      this.#follow(message.event);
    } else {
      const now = this.#run.state === 'stopping' ? 'stopping' : state;
      this.#set({ state: now, summary: message.summary, runFolder: message.runFolder });
    }
  }

  #follow(event: RunEvent): void {
    if (event.type === 'stepStarted') this.#setTick({ label: event.label, model: event.model, elapsedMs: 0, chunks: 0, text: '' });
    if (event.type !== 'token' || this.#tick === undefined) return;
    const { chunks, elapsedMs, firstTokenMs, tokensPerSecond, textDelta } = event;
    this.#setTick({
      label: this.#tick.label,
      model: this.#tick.model,
      elapsedMs,
      chunks,
      text: (this.#tick.text + textDelta).slice(-textTailLength),
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
    });
  }

  #end(answer: EngineAnswer): void {
    this.#taskId = undefined;
    this.#tick = undefined;
    const found = answer.say === 'done' || answer.say === 'failed' ? answer : undefined;
    const summary = (answer.say === 'done' ? answer.summary : undefined) ?? this.#run.summary;
    const runFolder = found?.runFolder ?? this.#run.runFolder;
    this.#set({ state: 'idle', ...(summary === undefined ? {} : { summary }), ...(runFolder === undefined ? {} : { runFolder }) });
    if (answer.say === 'failed' && answer.failure.kind !== 'cancelled') this.#failed.fire(answer.failure);
  }

  #set(run: RunState): void {
    this.#run = run;
    this.#changed.fire(run);
  }

  #setTick(tick: LiveTick): void {
    this.#tick = tick;
    this.#ticked.fire(tick);
  }
}
