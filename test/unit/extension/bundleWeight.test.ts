/** The extension's own bundle stays light: what is heavy belongs to other processes. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import { build } from 'esbuild';
import { entries } from '../../../scripts/build.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');

it('weighs at most 300 kB, without tokenizer, charts or language client', async () => {
  const entry = entries.find(({ output }) => output === 'extension.cjs');
  assert.ok(entry);
  const result = await build({ ...entry.options, entryPoints: [path.join(root, entry.source)], absWorkingDir: root, bundle: true, minify: true, keepNames: true, metafile: true, write: false, outfile: 'extension.cjs', logLevel: 'silent' });
  const [output] = Object.values(result.metafile.outputs);
  assert.ok(output);
  assert.ok(output.bytes <= 300_000, `${String(output.bytes)} bytes`);
  const heavy = Object.keys(output.inputs).filter((input) => /node_modules\/(tiktoken|chart\.js|vscode-languageclient|ts-morph|openai|lit)\//.test(input));
  assert.deepEqual(heavy, []);
});
