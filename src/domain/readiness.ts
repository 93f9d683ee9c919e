/** How well a model does an agent's own work: tool calls, stopping and edits at the size of the agent's real prompt. */
import type { AgentProfileId } from './agent.ts';
import type { Failure } from './failure.ts';
import type { Rate } from './figure.ts';

/** What an agent asks of a model, in the order it is shown. */
export const readinessAspects = [
  'validCall', // a well-formed call of a tool that exists, arguments valid by its schema
  'rightTool', // the tool the task needs, with the right main argument
  'hardArguments', // quotes, line breaks and several arguments survive
  'stopsWhenDone', // the last word after the last tool result, without another call
  'cleanEdit', // a SEARCH/REPLACE block that applies to the file
] as const;

export type ReadinessAspect = (typeof readinessAspects)[number];

/** Calls as the API carries them, or as XML in the text. */
export type ToolStyle = 'native' | 'xml';

export interface ReadinessTrial {
  readonly task: string;
  readonly aspect: ReadinessAspect;
  readonly passed: boolean;
  /** What was wrong, or what was done right, in a few words. */
  readonly detail: string;
}

export interface AgentReadiness {
  readonly agent: AgentProfileId;
  readonly style: ToolStyle;
  /** Size of system prompt and tools as sent, by the best count there is. */
  readonly promptTokens: number;
  readonly status: 'measured' | 'cannotFit' | 'failed';
  /** Why it was not measured. */
  readonly failure?: Failure;
  readonly aspects: readonly { readonly aspect: ReadinessAspect; readonly rate: Rate }[];
  readonly overall: Rate;
  readonly trials: readonly ReadinessTrial[];
  /** Trials whose request failed: counted nowhere. */
  readonly voided: number;
  readonly verdict: 'yes' | 'no' | 'unclear';
  /** One sentence with the figures behind the verdict. */
  readonly reason: string;
}

export interface ReadinessReport {
  readonly schema: 'plimsoll.readiness/v1';
  readonly model: string;
  readonly agents: readonly AgentReadiness[];
  /** "can carry Cline next", "… legacy", both or neither, in words. */
  readonly verdict: string;
}
