/** No key leaves in a diff, however deep it lies and however the file is written. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { maskedDiff, maskSecrets } from '../../../src/configure/maskedDiff.ts';

const marked = 'MARKED-KEY';

/** Any JSON with keys planted at any depth under the names agents use. */
const planted = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(1, true, 'text', { apiKey: marked }, { headers: { Authorization: `Bearer ${marked}`, 'X-Any': marked } }, { openAiApiKey: marked, model: 'm' }, { accessToken: marked }, { auth: { value: marked } }),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('settings', 'providers', 'openai', 'a'), tie('node'), { maxKeys: 3 }),
  ),
})).node;

describe('maskSecrets', () => {
  it('leaves no planted key in JSON of any shape, in one line or indented', () => {
    fc.assert(
      fc.property(planted, fc.constantFrom(0, 2, '\t'), (value, indent) => {
        assert.equal(maskSecrets(JSON.stringify(value, undefined, indent)).includes(marked), false);
      }),
    );
  });

  it('masks YAML, single quotes and addresses with a user part', () => {
    const masked = maskSecrets(`models:\n  - name: m\n    apiKey: ${marked}\n    apiBase: http://u:${marked}@host/v1\n    other_token: '${marked}'\n`);
    assert.equal(masked.includes(marked), false);
    assert.match(masked, /name: m\n/u);
  });

  it('leaves everything else readable', () => {
    const text = '{"actModeApiProvider":"openai","maxTokens":4096,"openAiHeaders":{},"apiKey":"","requestTimeoutMs":600000}';
    assert.equal(maskSecrets(text), text);
    assert.match(maskedDiff('C:\\data\\x.json', undefined, '{\n  "a": 1\n}\n'), /^\+ {2}"a": 1$/mu);
  });
});
