/** The published schema is what the reader checks, and every built-in scenario follows it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { scenarioJsonSchema } from '../../../scripts/writeScenarioSchema.ts';

const root = path.join(import.meta.dirname, '../../..');
const published = JSON.parse(readFileSync(path.join(root, 'schemas/scenario.schema.json'), 'utf8')) as object;
const validate = new Ajv2020({ strict: false }).compile(published);

describe('schemas/scenario.schema.json', () => {
  it('is the one the reader uses (else run scripts/writeScenarioSchema.ts)', () => assert.deepEqual(published, JSON.parse(JSON.stringify(scenarioJsonSchema()))));

  for (const name of readdirSync(path.join(root, 'scenarios')))
    it(`accepts ${name}`, () => assert.ok(validate(parse(readFileSync(path.join(root, 'scenarios', name), 'utf8'))), JSON.stringify(validate.errors?.slice(0, 3))));

  it('refuses an unknown kind and an unknown field', () => {
    const scenario = parse(readFileSync(path.join(root, 'scenarios/regex.yaml'), 'utf8')) as object;
    assert.ok(!validate({ ...scenario, kind: 'poem' }));
    assert.ok(!validate({ ...scenario, colour: 'red' }));
  });
});
