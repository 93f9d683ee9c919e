/** The shape of a model from GGUF metadata; Ollama's `/api/show` gives the same keys as `model_info`. */
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { LayerCache, ModelShape } from '../../domain/fit.ts';
import { type SlidingLayers, slidingLayers } from './slidingLayers.ts';

export type Metadata = Readonly<Record<string, unknown>>;

const asNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

/** Reads `<architecture>.<key>`. */
interface Keys {
  readonly number: (key: string) => number | undefined;
  /** One value a layer: a single number stands for all of them. */
  readonly perLayer: (key: string, layer: number) => number | undefined;
  readonly raw: (key: string) => unknown;
}

function keysOf(metadata: Metadata, architecture: string): Keys {
  const raw = (key: string): unknown => metadata[`${architecture}.${key}`];
  return {
    raw,
    number: (key) => asNumber(raw(key)),
    perLayer: (key, layer) => {
      const value = raw(key);
      return asNumber(Array.isArray(value) ? (value as readonly unknown[])[layer] : value);
    },
  };
}

/** Hybrids that name their attention layers by a stride instead of per layer. Source: llama.cpp's loaders. */
const attentionStride: Readonly<Record<string, number>> = { qwen3next: 4, qwen35: 4, qwen35moe: 4 };

function statedPattern(keys: Keys): number | readonly boolean[] | undefined {
  const value = keys.raw('attention.sliding_window_pattern');
  return Array.isArray(value) ? (value as readonly unknown[]).map(Boolean) : asNumber(value);
}

/** Latent attention keeps one latent and its rope part a token, and no V. Newer files say so by `key_length_mla`, and `key_length` is then the latent. */
function latentLayer(keys: Keys): LayerCache | undefined {
  const rank = keys.number('attention.kv_lora_rank');
  if (rank === undefined) return undefined;
  const rope = keys.number('rope.dimension_count') ?? 64;
  return { keyElements: rank + rope, valueElements: 0 };
}

function layerOf(keys: Keys, layer: number, sliding: SlidingLayers | undefined): LayerCache | undefined {
  const latent = latentLayer(keys);
  if (latent !== undefined) return latent;
  const heads = keys.perLayer('attention.head_count', layer) ?? 0;
  const kvHeads = keys.perLayer('attention.head_count_kv', layer) ?? heads;
  if (kvHeads === 0) return undefined;
  const isSliding = sliding?.isSliding(layer) ?? false;
  const perHead = (keys.number('embedding_length') ?? 0) / Math.max(1, heads);
  const length = (name: string): number => (isSliding ? keys.number(`attention.${name}_swa`) : undefined) ?? keys.number(`attention.${name}`) ?? perHead;
  return { keyElements: kvHeads * length('key_length'), valueElements: kvHeads * length('value_length'), ...(isSliding && sliding !== undefined ? { windowTokens: sliding.windowTokens } : {}) };
}

function cachingLayers(keys: Keys, architecture: string, layers: number): readonly LayerCache[] {
  const sliding = slidingLayers(architecture, keys.number('attention.sliding_window'), statedPattern(keys));
  const stride = keys.number('full_attention_interval') ?? attentionStride[architecture] ?? 1;
  const ownCache = layers - (keys.number('attention.shared_kv_layers') ?? 0);
  return Array.from({ length: layers }, (_, layer) => ((layer + 1) % stride === 0 && layer < ownCache ? layerOf(keys, layer, sliding) : undefined)).filter((layer) => layer !== undefined);
}

function assumptions(keys: Keys, architecture: string, layers: number, caching: readonly LayerCache[]): readonly string[] {
  const stated = keys.number('attention.sliding_window');
  const unused = stated !== undefined && stated > 0 && caching.every((layer) => layer.windowTokens === undefined);
  return [
    ...(keys.raw('attention.head_count_kv') === null ? ['The number of KV heads differs by layer and the server does not list them; every head was counted, which is too much.'] : []),
    ...(unused ? [`The file names a sliding window of ${stated} tokens, but no layer pattern is known for ${architecture}: every layer was counted in full.`] : []),
    ...(caching.length < layers ? [`${layers - caching.length} of ${layers} layers keep no KV cache of their own (recurrent or shared).`] : []),
  ];
}

/** Fails with `badReply` when the metadata holds no layers or heads. */
export function shapeOfGguf(metadata: Metadata, weightsBytes: number): Result<ModelShape> {
  const architecture = metadata['general.architecture'];
  if (typeof architecture !== 'string') return fail('badReply', 'The metadata names no architecture.', 'Give a GGUF file of a language model.');
  const keys = keysOf(metadata, architecture);
  const layers = keys.number('block_count');
  const embeddingLength = keys.number('embedding_length');
  if (layers === undefined || embeddingLength === undefined || keys.perLayer('attention.head_count', 0) === undefined)
    return fail('badReply', `The metadata of ${architecture} lacks block_count, embedding_length or attention.head_count.`, 'Give the model’s own file with --gguf.');
  const caching = cachingLayers(keys, architecture, layers);
  const tokens = metadata['tokenizer.ggml.tokens'];
  const vocabularySize = keys.number('vocab_size') ?? (Array.isArray(tokens) ? tokens.length : undefined) ?? 0;
  const trainedContextWindow = keys.number('context_length');
  const name = metadata['general.name'];
  return ok({
    architecture,
    ...(typeof name === 'string' ? { name } : {}),
    cachingLayers: caching,
    layers,
    embeddingLength,
    feedForwardLength: keys.perLayer('feed_forward_length', 0) ?? 4 * embeddingLength,
    vocabularySize,
    ...(trainedContextWindow === undefined ? {} : { trainedContextWindow }),
    weightsBytes,
    assumptions: assumptions(keys, architecture, layers, caching),
  });
}
