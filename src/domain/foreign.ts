/** Figures measured by another tool, shown beside ours and marked as theirs. */

export type ForeignTool = 'llama-bench' | 'vllm bench serve' | 'GuideLLM' | 'llama-benchy';

/** What could be taken over; each tool means its own thing by the same word, so nothing is averaged or ranked with ours. */
export interface ForeignResult {
  readonly tool: ForeignTool;
  readonly file: string;
  readonly model: string;
  /** The tool's own name of the case: "pp512", "concurrency 1" … */
  readonly label: string;
  readonly ttftMs?: number;
  readonly decodeTokensPerSecond?: number;
  readonly prefillTokensPerSecond?: number;
  readonly totalMs?: number;
  readonly promptTokens?: number;
  readonly outputTokens?: number;
  readonly requests?: number;
}
