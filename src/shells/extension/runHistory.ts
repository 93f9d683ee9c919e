/** The runs kept on this machine, and which of them this window looked at last. */
import { EventEmitter, type ExtensionContext } from 'vscode';
import type { RunHeadline } from '../../protocol/engine.ts';
import type { EngineProcess } from '../engineClient/engineProcess.ts';
import type { Settings } from './settings/readSettings.ts';

const lastRunKey = 'plimsoll.lastRunFolder';

export class RunHistory {
  readonly #context: ExtensionContext;
  readonly #engine: EngineProcess;
  readonly #settings: () => Settings;
  readonly #changed = new EventEmitter<readonly RunHeadline[]>();
  readonly onDidChange = this.#changed.event;
  #runs: readonly RunHeadline[] = [];

  constructor(context: ExtensionContext, engine: EngineProcess, settings: () => Settings) {
    this.#context = context;
    this.#engine = engine;
    this.#settings = settings;
  }

  get runs(): readonly RunHeadline[] {
    return this.#runs;
  }

  /** Where runs are kept: the user's choice, else the extension's own storage. */
  get folder(): string {
    const chosen = this.#settings().outputFolder;
    return chosen === '' ? `${this.#context.globalStorageUri.fsPath}/runs` : chosen;
  }

  get lastRunFolder(): string | undefined {
    return this.#context.globalState.get<string>(lastRunKey);
  }

  async remember(runFolder: string): Promise<void> {
    if (this.lastRunFolder !== runFolder) await this.#context.globalState.update(lastRunKey, runFolder);
  }

  /** Only folders the history itself gave out are ever opened for the panel. */
  knows(runFolder: string): boolean {
    return runFolder === this.lastRunFolder || this.#runs.some((run) => run.runFolder === runFolder);
  }

  async load(): Promise<readonly RunHeadline[]> {
    const answer = await this.#engine.call({ call: 'history', folder: this.folder }).answer;
    if (answer.say === 'history') {
      this.#runs = answer.runs;
      this.#changed.fire(this.#runs);
    }
    return this.#runs;
  }
}
