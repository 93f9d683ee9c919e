/** Will a model with a context fit a card: its shape, the question and the verdict. Memory in bytes. */

/** What one layer keeps for every token it remembers. */
export interface LayerCache {
  /** Elements of K per token: KV heads × key length; with latent attention (MLA) the latent and its rope part. */
  readonly keyElements: number;
  /** Elements of V per token; 0 with MLA, whose V is read from the same latent. */
  readonly valueElements: number;
  /** Tokens a sliding-window layer remembers at most; undefined: all of the context. */
  readonly windowTokens?: number;
}

/** A model as its metadata describes it. */
export interface ModelShape {
  /** As the file names it: `llama`, `qwen3moe`, `gemma3` … */
  readonly architecture: string;
  readonly name?: string;
  /** Only layers that keep a KV cache: recurrent ones and those that share another's cache are left out. */
  readonly cachingLayers: readonly LayerCache[];
  readonly layers: number;
  readonly embeddingLength: number;
  readonly feedForwardLength: number;
  readonly vocabularySize: number;
  readonly trainedContextWindow?: number;
  readonly weightsBytes: number;
  /** What the metadata did not say and had to be assumed. */
  readonly assumptions: readonly string[];
}

export type KvType = 'f32' | 'f16' | 'bf16' | 'fp8' | 'q8_0' | 'q5_1' | 'q5_0' | 'q4_1' | 'q4_0';

/** Where it will run: a card, or main memory (llama.cpp without a GPU). */
export type FitPlace = 'gpu' | 'cpu';

export interface FitQuestion {
  readonly shape: ModelShape;
  readonly contextWindow: number;
  readonly kvType: KvType;
  /** Memory of each card (or of the machine, with one entry); undefined: only how much is needed is asked. */
  readonly cardsBytes?: readonly number[];
  /** Kept free on each card for the desktop and others. */
  readonly reservedBytes?: number;
  readonly place: FitPlace;
  /** Tokens processed at once in prefill (llama.cpp `-ub`). */
  readonly microBatch: number;
  /** What earlier loads of this architecture taught. */
  readonly learned?: LearnedResidual;
}

/** Measured over predicted, from earlier loads of the same architecture. */
export interface LearnedResidual {
  readonly architecture: string;
  readonly loads: number;
  /** Median of measured / predicted. */
  readonly ratio: number;
}

export interface FitVerdict {
  readonly architecture: string;
  readonly contextWindow: number;
  readonly kvType: KvType;
  readonly weightsBytes: number;
  /** What one more token costs when every sliding window is full. */
  readonly kvBytesPerToken: number;
  /** What the sliding-window layers cost in all; 0 without such layers. */
  readonly slidingWindowBytes: number;
  readonly kvBytes: number;
  readonly bufferBytes: number;
  readonly totalBytes: number;
  /** The fullest card, when cards were given. */
  readonly neededPerCardBytes?: number;
  /** undefined when no card was given. */
  readonly fits?: boolean;
  /** Largest context that fits, at most what the model was trained for; 0 when not even 256 tokens do. */
  readonly largestContext?: number;
  readonly assumptions: readonly string[];
}

/** A prediction held against what a load really took. */
export interface FitResidual {
  readonly predictedBytes: number;
  readonly measuredBytes: number;
  /** (measured − predicted) / measured, percent. */
  readonly percent: number;
}

/** A model's file as far as the fit needs it. */
export interface ModelFile {
  /** GGUF keys (`llama.block_count` …), as in the file or in Ollama's `model_info`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly weightsBytes: number;
}
