/** The servers this window knows: what the last search found, and whether the agent fits their models. */
import { EventEmitter, env } from 'vscode';
import type { BudgetVerdict } from '../../domain/budget.ts';
import type { Failure } from '../../domain/failure.ts';
import type { ServerReport } from '../../domain/server.ts';
import type { ServersState } from '../../protocol/panel.ts';
import type { ApiKeys } from './apiKeys.ts';
import type { EngineProcess } from '../engineClient/engineProcess.ts';
import type { Settings } from './settings/readSettings.ts';

export class ServerList {
  readonly #engine: EngineProcess;
  readonly #keys: ApiKeys;
  readonly #settings: () => Settings;
  readonly #changed = new EventEmitter<ServersState>();
  readonly onDidChange = this.#changed.event;
  #state: Omit<ServersState, 'agent' | 'remoteName'> = { state: 'unknown', verdicts: [] };
  #search: Promise<Failure | undefined> | undefined;

  constructor(engine: EngineProcess, keys: ApiKeys, settings: () => Settings) {
    this.#engine = engine;
    this.#keys = keys;
    this.#settings = settings;
  }

  get state(): ServersState {
    // In a remote window "this machine" is the one at the other end: say which.
    const remote = env.remoteName === undefined ? {} : { remoteName: env.remoteName };
    return { ...this.#state, agent: this.#settings().agent, ...remote };
  }

  get servers(): readonly ServerReport[] {
    return this.#state.report?.servers ?? [];
  }

  /** True for addresses the user configured or a search found: nothing else is ever asked. */
  knows(url: string): boolean {
    return this.servers.some((server) => server.url === url) || this.#settings().servers.some((server) => server.url === url);
  }

  /** Looks for servers; a second call while one is under way waits for that one. */
  find(): Promise<Failure | undefined> {
    this.#search ??= this.#find().finally(() => {
      this.#search = undefined;
    });
    return this.#search;
  }

  /** Does the configured agent fit this model as it is served now. */
  async checkBudget(url: string, model: string): Promise<{ readonly verdict: BudgetVerdict } | { readonly failure: Failure } | undefined> {
    const { agent, maxOutputTokens } = this.#settings();
    const access = await this.#keys.accessTo(url);
    const answer = await this.#engine.call({ call: 'budget', access, model, agent, ...(maxOutputTokens === 0 ? {} : { maxOutputTokens }) }).answer;
    if (answer.say === 'failed') return { failure: answer.failure };
    if (answer.say !== 'budget') return undefined;
    const others = this.#state.verdicts.filter((known) => known.url !== url || known.model !== model);
    this.#set({ ...this.#state, verdicts: [...others, { url, model, verdict: answer.verdict }] });
    return { verdict: answer.verdict };
  }

  async #find(): Promise<Failure | undefined> {
    this.#set({ ...this.#state, state: 'searching' });
    const { servers, discoverServers } = this.#settings();
    const urls = await Promise.all(servers.map(({ url }) => this.#keys.accessTo(url)));
    const answer = await this.#engine.call({ call: 'probe', urls, discover: discoverServers }).answer;
    if (answer.say === 'probed') {
      this.#set({ state: 'known', report: answer.report, verdicts: [] });
      return undefined;
    }
    this.#set({ ...this.#state, state: this.#state.report === undefined ? 'unknown' : 'known' });
    return answer.say === 'failed' ? answer.failure : undefined;
  }

  #set(state: Omit<ServersState, 'agent' | 'remoteName'>): void {
    this.#state = state;
    this.#changed.fire(this.state);
  }
}
