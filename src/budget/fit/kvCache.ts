/** Size of the KV cache from the shape of the layers. */
import type { KvType, LayerCache, ModelShape } from '../../domain/fit.ts';
import { bytesPerElement } from './kvTypes.ts';

const padded = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

/** K and V of one token in one layer: (KV heads × key length + KV heads × value length) × bytes per element. */
export const layerBytesPerToken = (layer: LayerCache, type: KvType): number => (layer.keyElements + layer.valueElements) * bytesPerElement[type];

/** Cells of a sliding-window layer: window + one micro-batch, padded to 256, never more than the context. Source: llama.cpp, llama-kv-cache-iswa.cpp. */
export const windowCells = (windowTokens: number, contextWindow: number, microBatch: number): number => padded(Math.min(contextWindow, windowTokens + microBatch), 256);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const isSliding = (layer: LayerCache): boolean => layer.windowTokens !== undefined;

export interface KvCacheSize {
  readonly bytesPerToken: number;
  readonly slidingWindowBytes: number;
  readonly bytes: number;
}

export function kvCacheSize(shape: ModelShape, contextWindow: number, type: KvType, microBatch: number): KvCacheSize {
  const full = shape.cachingLayers.filter((layer) => !isSliding(layer));
  const bytesPerToken = sum(full.map((layer) => layerBytesPerToken(layer, type)));
  const slidingWindowBytes = sum(
    shape.cachingLayers.map((layer) => (layer.windowTokens === undefined ? 0 : layerBytesPerToken(layer, type) * windowCells(layer.windowTokens, contextWindow, microBatch))),
  );
  return { bytesPerToken, slidingWindowBytes, bytes: bytesPerToken * padded(contextWindow, 256) + slidingWindowBytes };
}
