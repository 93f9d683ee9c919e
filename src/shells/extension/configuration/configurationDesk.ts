/** Plans, applies, verifies and takes back an agent's configuration; the files themselves are touched in the engine only. */
import { EventEmitter } from 'vscode';
import type { AgentTarget } from '../../../domain/configPlan.ts';
import type { Failure } from '../../../domain/failure.ts';
import type { RecommendedSettings } from '../../../domain/recommendation.ts';
import type { ConfigurationReport } from '../../../protocol/engine.ts';
import type { EngineCall, EngineProcess } from '../../engineClient/engineProcess.ts';

export type ConfigurationOutcome = { readonly report: ConfigurationReport } | { readonly failure: Failure };

export class ConfigurationDesk {
  readonly #engine: EngineProcess;
  readonly #changed = new EventEmitter<ConfigurationReport>();
  readonly onDidChange = this.#changed.event;
  #report: ConfigurationReport | undefined;
  #plannedSettings: RecommendedSettings | undefined;

  constructor(engine: EngineProcess) {
    this.#engine = engine;
  }

  get report(): ConfigurationReport | undefined {
    return this.#report;
  }

  /** What the plan made last would put in force. */
  get plannedSettings(): RecommendedSettings | undefined {
    return this.#plannedSettings;
  }

  plan(target: AgentTarget, settings: RecommendedSettings): Promise<ConfigurationOutcome> {
    this.#plannedSettings = settings;
    return this.#ask({ call: 'planConfiguration', target, settings });
  }

  apply(target: AgentTarget): Promise<ConfigurationOutcome> {
    return this.#ask({ call: 'applyConfiguration', target });
  }

  undo(target: AgentTarget): Promise<ConfigurationOutcome> {
    return this.#ask({ call: 'undoConfiguration', target });
  }

  /** Whether the agent still has these settings. */
  verify(target: AgentTarget, settings: RecommendedSettings): Promise<ConfigurationOutcome> {
    return this.#ask({ call: 'verifyConfiguration', target, settings });
  }

  /** Takes in a report that was not made by the engine: the workspace's own settings belong to VS Code. */
  show(report: ConfigurationReport): ConfigurationOutcome {
    this.#report = report;
    this.#changed.fire(report);
    return { report };
  }

  async #ask(call: EngineCall): Promise<ConfigurationOutcome> {
    const answer = await this.#engine.call(call).answer;
    if (answer.say === 'configuration') {
      this.#report = answer.configuration;
      this.#changed.fire(answer.configuration);
      return { report: answer.configuration };
    }
    return { failure: answer.say === 'failed' ? answer.failure : { kind: 'internal', detail: 'The engine gave an answer to another question.', advice: 'Try again.' } };
  }
}
