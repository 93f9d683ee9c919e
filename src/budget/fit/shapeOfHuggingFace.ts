/** The shape of a model from a Hugging Face `config.json`, as vLLM serves it. */
import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { LayerCache, ModelShape } from '../../domain/fit.ts';
import { slidingLayers } from './slidingLayers.ts';

const textConfig = z.object({
  model_type: z.string(),
  num_hidden_layers: z.number().int().positive(),
  hidden_size: z.number().int().positive(),
  num_attention_heads: z.number().int().positive(),
  num_key_value_heads: z.number().int().positive().nullish(),
  head_dim: z.number().int().positive().nullish(),
  intermediate_size: z.number().int().positive().nullish(),
  vocab_size: z.number().int().positive(),
  max_position_embeddings: z.number().int().positive().nullish(),
  sliding_window: z.number().int().positive().nullish(),
  use_sliding_window: z.boolean().nullish(),
  sliding_window_pattern: z.number().int().positive().nullish(),
  layer_types: z.array(z.string()).nullish(),
  kv_lora_rank: z.number().int().positive().nullish(),
  qk_rope_head_dim: z.number().int().positive().nullish(),
});

type TextConfig = z.infer<typeof textConfig>;

/** Names differ between the two worlds where llama.cpp's table of patterns is asked. */
const ggufNames: Readonly<Record<string, string>> = { gpt_oss: 'gpt-oss', gemma3_text: 'gemma3', gemma3n_text: 'gemma3n' };

function fullLayer(config: TextConfig): LayerCache {
  if (config.kv_lora_rank != null) return { keyElements: config.kv_lora_rank + (config.qk_rope_head_dim ?? 64), valueElements: 0 };
  const perHead = config.head_dim ?? config.hidden_size / config.num_attention_heads;
  const elements = (config.num_key_value_heads ?? config.num_attention_heads) * perHead;
  return { keyElements: elements, valueElements: elements };
}

function cachingLayers(config: TextConfig): readonly LayerCache[] {
  const full = fullLayer(config);
  const window = config.use_sliding_window === false ? undefined : (config.sliding_window ?? undefined);
  const stated = config.layer_types?.map((type) => type === 'sliding_attention') ?? config.sliding_window_pattern ?? undefined;
  const sliding = window === undefined ? undefined : slidingLayers(ggufNames[config.model_type] ?? config.model_type, window, stated);
  const keepsCache = (layer: number): boolean => !/linear|mamba|conv|recurrent/u.test(config.layer_types?.[layer] ?? '');
  return Array.from({ length: config.num_hidden_layers }, (_, layer) => layer)
    .filter(keepsCache)
    .map((layer) => (sliding?.isSliding(layer) === true ? { ...full, windowTokens: sliding.windowTokens } : full));
}

/** Fails with `badReply` for a configuration without layers or heads. */
export function shapeOfHuggingFace(config: unknown, weightsBytes: number): Result<ModelShape> {
  const nested = z.object({ text_config: z.looseObject({}) }).safeParse(config);
  const outer = z.looseObject({}).safeParse(config);
  // multimodal models keep the language model's figures in text_config
  const parsed = textConfig.safeParse(nested.success ? { ...outer.data, ...nested.data.text_config } : config);
  if (!parsed.success) return fail('badReply', 'config.json does not describe a language model: layers, heads or sizes are missing.', 'Give the folder of the model itself.', { cause: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ').slice(0, 300) });
  const { data } = parsed;
  const layers = cachingLayers(data);
  return ok({
    architecture: data.model_type,
    cachingLayers: layers,
    layers: data.num_hidden_layers,
    embeddingLength: data.hidden_size,
    feedForwardLength: data.intermediate_size ?? 4 * data.hidden_size,
    vocabularySize: data.vocab_size,
    ...(data.max_position_embeddings == null ? {} : { trainedContextWindow: data.max_position_embeddings }),
    weightsBytes,
    assumptions: layers.length < data.num_hidden_layers ? [`${data.num_hidden_layers - layers.length} of ${data.num_hidden_layers} layers keep no KV cache (recurrent).`] : [],
  });
}
