/** Watches a study over several machines for as long as it runs; the queue's address, password included, lies in VS Code's secret storage. */
import { type Disposable, EventEmitter, type SecretStorage } from 'vscode';
import type { Failure } from '../../domain/failure.ts';
import type { FleetStatus } from '../../domain/fleet.ts';
import type { EngineProcess } from '../engineClient/engineProcess.ts';

const secretName = 'plimsoll.queue';
const everyMs = 3000;

export class FleetWatch implements Disposable {
  readonly #secrets: SecretStorage;
  readonly #engine: EngineProcess;
  readonly #changed = new EventEmitter<FleetStatus>();
  readonly onDidChange = this.#changed.event;
  #timer: NodeJS.Timeout | undefined;
  #status: FleetStatus | undefined;

  constructor(secrets: SecretStorage, engine: EngineProcess) {
    this.#secrets = secrets;
    this.#engine = engine;
  }

  get status(): FleetStatus | undefined {
    return this.#status;
  }

  async address(): Promise<string | undefined> {
    return this.#secrets.get(secretName);
  }

  async keepAddress(address: string): Promise<void> {
    await (address === '' ? this.#secrets.delete(secretName) : this.#secrets.store(secretName, address));
  }

  /** Asks at once, and again while the study runs; a failure ends the watch and is returned when it is the first answer. */
  async start(queue: string): Promise<Failure | undefined> {
    this.stop();
    const answer = await this.#engine.call({ call: 'fleet', queue }).answer;
    if (answer.say === 'failed') return answer.failure;
    if (answer.say !== 'fleet') return undefined;
    this.#tell(answer.status);
    if (answer.status.state === 'running') this.#timer = setInterval(() => void this.#again(queue, answer.status.id), everyMs);
    return undefined;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.stop();
    this.#changed.dispose();
  }

  async #again(queue: string, study: string): Promise<void> {
    const asked = this.#timer;
    const answer = await this.#engine.call({ call: 'fleet', queue, study }).answer;
    // stopped, or another study is watched by now
    if (asked !== this.#timer || answer.say !== 'fleet') return;
    this.#tell(answer.status);
    if (answer.status.state !== 'running') this.stop();
  }

  #tell(status: FleetStatus): void {
    this.#status = status;
    this.#changed.fire(status);
  }
}
