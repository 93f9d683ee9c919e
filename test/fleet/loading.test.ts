/** The fleet's code is loaded by the fleet's commands and by nothing else: not with the extension, not with the engine, not with the other commands. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

interface Meta {
  readonly outputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[]; readonly inputs: Readonly<Record<string, unknown>> }>>;
}

const folder = path.join(import.meta.dirname, '../../dist/meta');
const metas = readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Meta] as const);

/** Sources that are loaded as soon as the bundle is. */
function loadedWith({ outputs }: Meta, output: string, seen = new Set<string>()): readonly string[] {
  const file = outputs[output];
  if (file === undefined || seen.has(output)) return [];
  seen.add(output);
  return [...Object.keys(file.inputs), ...file.imports.filter(({ kind }) => kind !== 'dynamic-import').flatMap(({ path: next }) => loadedWith({ outputs }, next, seen))];
}

const isFleet = (source: string): boolean => /node_modules\/pg|src\/(adapters\/queue|shells\/fleet)\//u.test(source);

describe('what is loaded', () => {
  for (const bundle of ['cli.mjs', 'engine.mjs', 'extension.cjs', 'languageServer.mjs']) {
    it(`${bundle} does not begin with the queue`, () => {
      const found = metas.flatMap(([, meta]) => Object.keys(meta.outputs).filter((name) => path.basename(name) === bundle).map((name) => loadedWith(meta, name)));
      // an earlier build may have left its own description beside this one's
      assert.ok(found.length > 0 && found.every((sources) => sources.length > 5));
      assert.deepEqual(found.flat().filter(isFleet), []);
    });
  }

  it('the queue is there on demand', () => {
    assert.ok(metas.some(([, meta]) => Object.values(meta.outputs).some(({ inputs }) => Object.keys(inputs).some(isFleet))));
  });
});
