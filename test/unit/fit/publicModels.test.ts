/** The KV cache of public models against figures computed by hand; formulas and sources stand in the fixture and in docs/fit.md. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { isSliding, kvCacheSize, layerBytesPerToken } from '../../../src/budget/fit/kvCache.ts';
import { shapeOfGguf } from '../../../src/budget/fit/shapeOfGguf.ts';
import { shapeOfHuggingFace } from '../../../src/budget/fit/shapeOfHuggingFace.ts';
import type { ModelShape } from '../../../src/domain/fit.ts';

const publicModel = z.object({
  model: z.string(),
  format: z.enum(['gguf', 'huggingFace']),
  kvFormula: z.string(),
  kvBytesPerToken: z.number(),
  slidingLayers: z.number().default(0),
  slidingBytesPerToken: z.number().default(0),
  windowTokens: z.number().optional(),
  metadata: z.record(z.string(), z.unknown()),
});

const models = z.array(publicModel).parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '../../fixtures/models/publicModels.json'), 'utf8')));

function shapeOf(model: z.infer<typeof publicModel>): ModelShape {
  const shape = model.format === 'gguf' ? shapeOfGguf(model.metadata, 0) : shapeOfHuggingFace(model.metadata, 0);
  if (!shape.ok) throw new Error(shape.failure.detail);
  return shape.value;
}

describe('KV cache of public models', () => {
  it('covers at least eight architectures', () => assert.ok(new Set(models.map((model) => shapeOf(model).architecture)).size >= 8));

  for (const model of models) {
    it(`${model.model}: ${model.kvFormula} = ${model.kvBytesPerToken}`, () => {
      const shape = shapeOf(model);
      assert.equal(kvCacheSize(shape, 131_072, 'f16', 512).bytesPerToken, model.kvBytesPerToken);
      const sliding = shape.cachingLayers.filter(isSliding);
      assert.equal(sliding.length, model.slidingLayers);
      assert.equal(sliding.reduce((sum, layer) => sum + layerBytesPerToken(layer, 'f16'), 0), model.slidingBytesPerToken);
      assert.deepEqual([...new Set(sliding.map((layer) => layer.windowTokens))], model.windowTokens === undefined ? [] : [model.windowTokens]);
    });
  }
});

describe('the cache llama.cpp allocates (its own log, build of 2026-10)', () => {
  const sizeOf = (name: string, context: number): number => {
    const model = models.find((candidate) => candidate.model === name);
    assert.ok(model);
    return kvCacheSize(shapeOf(model), context, 'f16', 512).bytes / 2 ** 20;
  };
  it('SmolLM2 135M: 45, 180 and 720 MiB for 2,048, 8,192 and 32,768 cells', () => {
    assert.deepEqual([2048, 8192, 32_768].map((cells) => sizeOf('SmolLM2 135M', cells)), [45, 180, 720]);
  });
  it('Gemma 3 270M: 6 + 15, 24 + 15 and 96 + 15 MiB', () => {
    assert.deepEqual([2048, 8192, 32_768].map((cells) => sizeOf('Gemma 3 270M', cells)), [21, 39, 111]);
  });
});
