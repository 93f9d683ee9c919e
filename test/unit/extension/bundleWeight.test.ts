/** The extension's own bundle stays light: what is heavy belongs to other processes. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import { build } from 'esbuild';
import { groups } from '../../../scripts/build.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');

it('weighs at most 300 kB, without tokenizer, charts or language client', async () => {
  const group = groups.find(({ bundles }) => bundles['extension'] !== undefined);
  assert.ok(group?.bundles['extension']);
  const result = await build({ ...group.options, entryPoints: [path.join(root, group.bundles['extension'])], absWorkingDir: root, bundle: true, minify: true, keepNames: true, metafile: true, write: false, outdir: 'dist', logLevel: 'silent' });
  const [output] = Object.values(result.metafile.outputs);
  assert.ok(output);
  assert.ok(output.bytes <= 300_000, `${String(output.bytes)} bytes`);
  const heavy = Object.keys(output.inputs).filter((input) => /node_modules\/(tiktoken|chart\.js|vscode-languageclient|ts-morph|openai|lit)\//.test(input));
  assert.deepEqual(heavy, []);
});
