/** Which layers of an architecture look at a sliding window only. Many files leave this to the reader's own table. */

interface SlidingPattern {
  /** One layer in `period` sees everything. */
  readonly period: number;
  /** True: the first of each group sees everything; false: the last. */
  readonly denseFirst?: boolean;
  /** Used when the metadata names no window. */
  readonly defaultWindow?: number;
}

/** Source: the `set_swa_pattern` calls in llama.cpp's model loaders (2026-10). Phi-3's window is switched off there, so it is not listed. */
const patterns: Readonly<Record<string, SlidingPattern>> = {
  gemma2: { period: 2, defaultWindow: 4096 },
  gemma3: { period: 6 },
  gemma3n: { period: 5 },
  'gpt-oss': { period: 2 },
  cohere2: { period: 4 },
  olmo2: { period: 4 },
  exaone4: { period: 4 },
  llama4: { period: 4, defaultWindow: 8192 },
  smallthinker: { period: 4, denseFirst: true },
};

export interface SlidingLayers {
  readonly windowTokens: number;
  readonly isSliding: (layer: number) => boolean;
}

/** `stated` is the metadata's own pattern: a period, or one flag a layer. undefined: every layer sees the whole context. */
export function slidingLayers(architecture: string, windowTokens: number | undefined, stated: number | readonly boolean[] | undefined): SlidingLayers | undefined {
  const known = patterns[architecture];
  const window = windowTokens ?? known?.defaultWindow;
  if (window === undefined || window === 0) return undefined;
  if (typeof stated === 'object') return { windowTokens: window, isSliding: (layer) => stated[layer] ?? false };
  const period = stated ?? known?.period;
  if (period === undefined) return undefined;
  const dense = known?.denseFirst === true ? 0 : period - 1;
  return { windowTokens: window, isSliding: (layer) => layer % period !== dense };
}
