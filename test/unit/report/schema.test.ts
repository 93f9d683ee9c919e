import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readRunFixture } from '../../fakes/runs/readRunFixture.ts';

const schema = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../schemas/run.schema.json'), 'utf8')) as object;
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

describe('schemas/run.schema.json', () => {
  for (const name of ['one-model', 'two-models', 'half-finished', 'all-void'])
    it(`accepts the summary of ${name}`, () => assert.ok(validate(JSON.parse(JSON.stringify(readRunFixture(name).summary))), JSON.stringify(validate.errors)));

  it('refuses another version, a figure without n and a max_tokens of −1', () => {
    const { summary } = readRunFixture('one-model');
    assert.equal(validate({ ...summary, schema: 'plimsoll.run/v2' }), false);
    const [model] = summary.models;
    assert.ok(model?.recommendation?.settings);
    assert.equal(validate({ ...summary, models: [{ ...model, continuous: { ...model.continuous, totalMs: { mean: 1 } } }] }), false);
    const minusOne = { ...model.recommendation, settings: { ...model.recommendation.settings, maxOutputTokens: -1 } };
    assert.equal(validate({ ...summary, models: [{ ...model, recommendation: minusOne }] }), false);
  });
});
