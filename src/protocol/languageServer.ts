/** Words between the extension and its language server, besides the language server protocol itself. */
import type { AgentProfileId } from '../domain/agent.ts';

/** The model whose window rules files are held against. */
export interface EditorModel {
  readonly id: string;
  /** Tokens it serves one request; undefined when unknown. */
  readonly contextWindow?: number;
}

/** Sent as `initializationOptions`, and again as `editorHelpChanged` whenever something of it changes. */
export interface EditorHelp {
  readonly agent: AgentProfileId;
  /** undefined: nothing was probed or measured yet. */
  readonly model?: EditorModel;
  /** English sentence → sentence in the user's language; empty for English. */
  readonly sentences: Readonly<Record<string, string>>;
}

/** Notification from the client: an `EditorHelp`. */
export const editorHelpChanged = 'plimsoll/editorHelpChanged';

/** Rules files of coding agents, as glob patterns for the client's document selector. */
export const rulesFilePatterns = ['**/.clinerules', '**/.clinerules/*.md', '**/AGENTS.md', '**/CLAUDE.md', '**/.roo/rules*/**', '**/.kilo/**', '**/.kilocode/rules/**'] as const;

/** Scenario files in a workspace. */
export const scenarioFilePatterns = ['**/*.scenario.yaml', '**/*.scenario.yml', '**/.plimsoll/scenarios/*.yaml', '**/.plimsoll/scenarios/*.yml'] as const;
