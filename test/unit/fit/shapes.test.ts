/** The shape of a model from metadata of every kind: defaults, per-layer lists, windows, latent and recurrent layers, and what was assumed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shapeOfGguf } from '../../../src/budget/fit/shapeOfGguf.ts';
import { shapeOfHuggingFace } from '../../../src/budget/fit/shapeOfHuggingFace.ts';
import { slidingLayers } from '../../../src/budget/fit/slidingLayers.ts';
import type { Failure, Result } from '../../../src/domain/failure.ts';
import type { ModelShape } from '../../../src/domain/fit.ts';

function shapeIn(result: Result<ModelShape>): ModelShape {
  if (!result.ok) assert.fail(result.failure.detail);
  return result.value;
}

function failureIn(result: Result<ModelShape>): Failure {
  assert.ok(!result.ok);
  return result.failure;
}

/** A GGUF of four layers, 64 wide, four heads; `more` without the architecture's prefix. */
function gguf(architecture: string, more: Readonly<Record<string, unknown>> = {}, general: Readonly<Record<string, unknown>> = {}): Result<ModelShape> {
  const own = { block_count: 4, embedding_length: 64, 'attention.head_count': 4, ...more };
  return shapeOfGguf({ 'general.architecture': architecture, ...Object.fromEntries(Object.entries(own).map(([key, value]) => [`${architecture}.${key}`, value])), ...general }, 1_000);
}

const ggufShape = (architecture: string, more: Readonly<Record<string, unknown>> = {}, general: Readonly<Record<string, unknown>> = {}): ModelShape => shapeIn(gguf(architecture, more, general));
const full = { keyElements: 64, valueElements: 64 };

describe('GGUF', () => {
  it('with the least there can be', () => {
    assert.deepEqual(ggufShape('llama'), { architecture: 'llama', cachingLayers: [full, full, full, full], layers: 4, embeddingLength: 64, feedForwardLength: 256, vocabularySize: 0, weightsBytes: 1_000, assumptions: [] });
  });
  it('with everything, in numbers and in big integers', () => {
    const rich = ggufShape('llama', { block_count: 2n, 'attention.head_count_kv': 2n, 'attention.key_length': 32, 'attention.value_length': 16, feed_forward_length: 300, vocab_size: 500, context_length: 4096n }, { 'general.name': 'Toy', 'tokenizer.ggml.tokens': ['a'] });
    const own = { keyElements: 64, valueElements: 32 };
    assert.deepEqual(rich, { architecture: 'llama', name: 'Toy', cachingLayers: [own, own], layers: 2, embeddingLength: 64, feedForwardLength: 300, vocabularySize: 500, trainedContextWindow: 4_096, weightsBytes: 1_000, assumptions: [] });
  });
  it('the vocabulary is counted where its size is not said', () => assert.equal(ggufShape('llama', {}, { 'tokenizer.ggml.tokens': ['a', 'b', 'c'] }).vocabularySize, 3));
  it('figures that are none count as absent', () => {
    for (const nonsense of ['4096', Number.NaN, Number.POSITIVE_INFINITY, null, [4096]]) assert.equal('trainedContextWindow' in ggufShape('llama', { context_length: nonsense }), false, String(nonsense));
    assert.equal('name' in ggufShape('llama', {}, { 'general.name': 7 }), false);
  });
  it('heads may differ by layer, and a layer without KV heads keeps nothing', () => {
    const hybrid = ggufShape('granitehybrid', { 'attention.head_count_kv': [0, 2, 0, 4], feed_forward_length: [100, 200, 300, 400] });
    assert.deepEqual(hybrid.cachingLayers, [{ keyElements: 32, valueElements: 32 }, full]);
    assert.equal(hybrid.feedForwardLength, 100);
    assert.deepEqual(hybrid.assumptions, ['2 of 4 layers keep no KV cache of their own (recurrent or shared).']);
  });
  it('layers that share another’s cache keep none', () => {
    assert.equal(ggufShape('gemma3n', { 'attention.shared_kv_layers': 1 }).cachingLayers.length, 3);
    assert.equal(ggufShape('llama', { 'attention.shared_kv_layers': 4 }).cachingLayers.length, 0);
  });
  it('attention in every n-th layer, stated or known', () => {
    assert.deepEqual([ggufShape('other', { full_attention_interval: 2 }), ggufShape('qwen35'), ggufShape('qwen35moe'), ggufShape('qwen3next')].map((shape) => shape.cachingLayers.length), [2, 1, 1, 1]);
  });
  it('latent attention keeps one latent and its rope part', () => {
    assert.deepEqual(ggufShape('deepseek2', { 'attention.kv_lora_rank': 512, 'rope.dimension_count': 32 }).cachingLayers[0], { keyElements: 544, valueElements: 0 });
    assert.deepEqual(ggufShape('deepseek2', { 'attention.kv_lora_rank': 512 }).cachingLayers[0], { keyElements: 576, valueElements: 0 });
  });
  it('windows by the table, by a period, by one flag a layer, with heads of their own', () => {
    const windows = (shape: ModelShape): readonly unknown[] => shape.cachingLayers.map((layer) => layer.windowTokens);
    assert.deepEqual(windows(ggufShape('gpt-oss', { 'attention.sliding_window': 128 })), [128, undefined, 128, undefined]);
    assert.deepEqual(windows(ggufShape('new', { 'attention.sliding_window': 128, 'attention.sliding_window_pattern': 4 })), [128, 128, 128, undefined]);
    assert.deepEqual(windows(ggufShape('new', { 'attention.sliding_window': 128, 'attention.sliding_window_pattern': [true, false, 1, 0] })), [128, undefined, 128, undefined]);
    const own = ggufShape('gpt-oss', { 'attention.sliding_window': 128, 'attention.key_length': 32, 'attention.value_length': 32, 'attention.key_length_swa': 8, 'attention.value_length_swa': 4 });
    assert.deepEqual(own.cachingLayers.slice(0, 2), [{ keyElements: 32, valueElements: 16, windowTokens: 128 }, { keyElements: 128, valueElements: 128 }]);
  });
  it('says what it could not know, and nothing else', () => {
    assert.deepEqual(ggufShape('new', { 'attention.sliding_window': 128 }).assumptions, ['The file names a sliding window of 128 tokens, but no layer pattern is known for new: every layer was counted in full.']);
    assert.deepEqual(ggufShape('new', { 'attention.sliding_window': 0 }).assumptions, []);
    assert.deepEqual(ggufShape('gpt-oss', { 'attention.sliding_window': 128 }).assumptions, []);
    assert.deepEqual(ggufShape('gemma4', { 'attention.head_count_kv': null }).assumptions, ['The number of KV heads differs by layer and the server does not list them; every head was counted, which is too much.']);
  });
  it('what is no language model is refused in words', () => {
    assert.deepEqual(failureIn(shapeOfGguf({ 'general.architecture': 7 }, 1)), { kind: 'badReply', detail: 'The metadata names no architecture.', advice: 'Give a GGUF file of a language model.' });
    for (const missing of ['block_count', 'embedding_length', 'attention.head_count']) {
      assert.deepEqual(failureIn(gguf('llama', { [missing]: undefined })), { kind: 'badReply', detail: 'The metadata of llama lacks block_count, embedding_length or attention.head_count.', advice: 'Give the model’s own file with --gguf.' });
    }
  });
});

describe('Hugging Face', () => {
  const least = { model_type: 'llama', num_hidden_layers: 4, hidden_size: 64, num_attention_heads: 4, vocab_size: 500 };
  const hf = (more: object = {}): ModelShape => shapeIn(shapeOfHuggingFace({ ...least, ...more }, 1_000));

  it('with the least there can be', () => {
    assert.deepEqual(hf(), { architecture: 'llama', cachingLayers: [full, full, full, full], layers: 4, embeddingLength: 64, feedForwardLength: 256, vocabularySize: 500, weightsBytes: 1_000, assumptions: [] });
  });
  it('with everything', () => {
    const rich = hf({ num_key_value_heads: 2, head_dim: 32, intermediate_size: 300, max_position_embeddings: 4_096 });
    assert.deepEqual([rich.cachingLayers[0], rich.feedForwardLength, rich.trainedContextWindow], [{ keyElements: 64, valueElements: 64 }, 300, 4_096]);
  });
  it('keeps the figures of multimodal models in text_config', () => {
    const nested = shapeIn(shapeOfHuggingFace({ model_type: 'llava', vocab_size: 9, text_config: least }, 1_000));
    assert.deepEqual([nested.architecture, nested.vocabularySize], ['llama', 500]);
  });
  it('latent attention', () => {
    assert.deepEqual(hf({ kv_lora_rank: 512, qk_rope_head_dim: 32 }).cachingLayers[0], { keyElements: 544, valueElements: 0 });
    assert.deepEqual(hf({ kv_lora_rank: 512 }).cachingLayers[0], { keyElements: 576, valueElements: 0 });
  });
  it('windows by layer types, by a pattern, by the table under either name, or switched off', () => {
    const windows = (more: object): readonly unknown[] => hf(more).cachingLayers.map((layer) => layer.windowTokens);
    const sliding = { sliding_window: 128 };
    assert.deepEqual(windows({ ...sliding, layer_types: ['sliding_attention', 'full_attention', 'full_attention', 'sliding_attention'] }), [128, undefined, undefined, 128]);
    assert.deepEqual(windows({ ...sliding, sliding_window_pattern: 2 }), [128, undefined, 128, undefined]);
    assert.deepEqual(windows({ ...sliding, layer_types: ['sliding_attention', 'sliding_attention', 'sliding_attention', 'sliding_attention'], sliding_window_pattern: 2 }), [128, 128, 128, 128]);
    assert.deepEqual(windows({ ...sliding, model_type: 'gpt_oss' }), [128, undefined, 128, undefined]);
    assert.deepEqual(windows({ ...sliding, model_type: 'gemma3_text', num_hidden_layers: 6 }), [128, 128, 128, 128, 128, undefined]);
    assert.deepEqual(windows({ ...sliding, model_type: 'gemma3n_text', num_hidden_layers: 5 }), [128, 128, 128, 128, undefined]);
    assert.deepEqual(windows({ ...sliding, model_type: 'gpt_oss', use_sliding_window: false }), [undefined, undefined, undefined, undefined]);
    assert.deepEqual(windows({ ...sliding, model_type: 'gpt_oss', use_sliding_window: true }), [128, undefined, 128, undefined]);
    assert.deepEqual(windows({ model_type: 'gemma2' }), [undefined, undefined, undefined, undefined], 'a configuration without a window has none');
  });
  it('recurrent layers keep no cache, and that is said', () => {
    const hybrid = hf({ layer_types: ['linear_attention', 'mamba', 'full_attention', 'conv'] });
    assert.deepEqual([hybrid.cachingLayers.length, hybrid.assumptions], [1, ['3 of 4 layers keep no KV cache (recurrent).']]);
  });
  it('what is no language model is refused with what is missing', () => {
    const { kind, detail, advice, cause = '' } = failureIn(shapeOfHuggingFace({ model_type: 'bert' }, 1));
    assert.deepEqual([kind, detail, advice], ['badReply', 'config.json does not describe a language model: layers, heads or sizes are missing.', 'Give the folder of the model itself.']);
    assert.match(cause, /^num_hidden_layers: .*; hidden_size: /u);
    assert.ok(cause.length <= 300);
  });
});

describe('sliding layers', () => {
  const dense = (architecture: string, layers: number, window?: number): readonly number[] => {
    const sliding = slidingLayers(architecture, window, undefined);
    return Array.from({ length: layers }, (_, layer) => layer).filter((layer) => sliding?.isSliding(layer) === false);
  };
  it('of every known architecture', () => {
    assert.deepEqual(dense('gemma2', 4, 128), [1, 3]);
    assert.deepEqual(dense('gemma3', 12, 128), [5, 11]);
    assert.deepEqual(dense('gemma3n', 10, 128), [4, 9]);
    assert.deepEqual(dense('gpt-oss', 4, 128), [1, 3]);
    for (const architecture of ['cohere2', 'olmo2', 'exaone4', 'llama4']) assert.deepEqual(dense(architecture, 8, 128), [3, 7], architecture);
    assert.deepEqual(dense('smallthinker', 8, 128), [0, 4]);
  });
  it('have a window that is stated or usual, or there are none', () => {
    assert.deepEqual([slidingLayers('gemma2', undefined, undefined)?.windowTokens, slidingLayers('llama4', undefined, undefined)?.windowTokens, slidingLayers('gemma2', 7, undefined)?.windowTokens], [4_096, 8_192, 7]);
    for (const none of [slidingLayers('gemma3', undefined, undefined), slidingLayers('gemma2', 0, undefined), slidingLayers('llama', 128, undefined), slidingLayers('llama', undefined, 2), slidingLayers('llama', 0, [true])]) assert.equal(none, undefined);
  });
  it('by one flag a layer; a layer beyond the list sees everything', () => {
    const flagged = slidingLayers('llama', 128, [true, false]);
    assert.deepEqual([0, 1, 2].map((layer) => flagged?.isSliding(layer)), [true, false, false]);
  });
});
