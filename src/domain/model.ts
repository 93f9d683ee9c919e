/** A model as a server lists it: what it is, how it is served, what it can do. */

export interface ModelInfo {
  readonly id: string;
  /** Architecture or family name as the server gives it, e.g. `qwen2`, `llama`. */
  readonly family?: string;
  /** Number of parameters. */
  readonly parameterCount?: number;
  /** e.g. `Q4_K_M`, `AWQ`, `GPTQ-Int4`. */
  readonly quantization?: string;
  readonly sizeBytes?: number;
  /** Window the model was trained for, in tokens. */
  readonly trainedContextWindow?: number;
  /** Window the server gives one request *now*, in tokens; undefined when the server does not say or the model is not loaded. */
  readonly contextWindow?: number;
  /** Where `contextWindow` comes from, e.g. `/props n_ctx per slot`. */
  readonly contextWindowSource?: string;
  /** undefined: the server does not say. */
  readonly loaded?: boolean;
  readonly vramBytes?: number;
  /** Share of the model that runs on the CPU, 0..1. */
  readonly cpuOffloadShare?: number;
  readonly supportsTools?: boolean;
  readonly supportsVision?: boolean;
  readonly isThinking?: boolean;
  /** Content digest when the server gives one: resuming a run needs the same. */
  readonly digest?: string;
}
