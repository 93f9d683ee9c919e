/** package.json says what the code means: settings, activation, capabilities, and that every `%key%` has its words in both languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { contributedConfiguration } from '../../../src/shells/extension/settings/settingsTable.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

interface Manifest {
  readonly activationEvents: unknown;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] }; readonly virtualWorkspaces: unknown };
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> }; readonly commands: readonly { readonly icon?: string; readonly category?: string }[] };
}

const manifest = read('package.json') as Manifest;
const words = read('package.nls.json') as Readonly<Record<string, string>>;
const koreanWords = read('package.nls.ko.json') as Readonly<Record<string, string>>;

describe('package.json', () => {
  it('contributes exactly the settings of the table', () => {
    assert.deepEqual(manifest.contributes.configuration, contributedConfiguration());
  });

  it('starts nothing by itself', () => {
    assert.deepEqual(manifest.activationEvents, []);
  });

  it('declares what an untrusted and a virtual workspace may do', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    assert.equal(untrustedWorkspaces.supported, 'limited');
    assert.equal(virtualWorkspaces, true);
    const machine = Object.entries(manifest.contributes.configuration.properties).filter(([, { scope }]) => scope === 'machine').map(([key]) => key);
    assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, machine);
  });

  it('gives every command an icon and the category', () => {
    for (const command of manifest.contributes.commands) {
      assert.match(command.icon ?? '', /^\$\([a-z-]+\)$/);
      assert.equal(command.category, 'Plimsoll');
    }
  });

  it('has words for every placeholder, in English and Korean, and no words without one', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/%([\w.-]+)%/g)].map(([, key]) => key ?? ''));
    assert.deepEqual([...used].filter((key) => words[key] === undefined), []);
    assert.deepEqual(Object.keys(words).filter((key) => !used.has(key)), []);
    assert.deepEqual(Object.keys(koreanWords).toSorted(), Object.keys(words).toSorted());
  });
});
