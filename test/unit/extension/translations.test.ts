/** Every sentence a person can see in the extension, the panel and the editor has its Korean, with the same holes. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const root = path.join(import.meta.dirname, '..', '..', '..');
const korean = JSON.parse(readFileSync(path.join(root, 'l10n', 'bundle.l10n.ko.json'), 'utf8')) as Readonly<Record<string, string>>;
const koreanManifest = JSON.parse(readFileSync(path.join(root, 'package.nls.ko.json'), 'utf8')) as Readonly<Record<string, string>>;

/** First arguments of `t('…')` and `l10n.t('…')`, in either kind of quotes. */
const call = /\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g;

function sentences(): readonly string[] {
  const files = ['src/shells/extension/**/*.ts', 'src/shells/languageServer/**/*.ts', 'webview-ui/src/**/*.ts'].flatMap((pattern) => globSync(pattern, { cwd: root }));
  const found = files.flatMap((file) => [...readFileSync(path.join(root, file), 'utf8').matchAll(call)].map(([, single, double]) => (single ?? double ?? '').replaceAll("\\'", "'")));
  return [...new Set(found)].toSorted();
}

const holes = (sentence: string): readonly string[] => [...sentence.matchAll(/\{\d\}/g)].map(([hole]) => hole).toSorted();

describe('translations', () => {
  it('finds the sentences at all', () => assert.ok(sentences().length > 150));

  it('has Korean for every sentence, and no Korean that nobody says', () => {
    assert.deepEqual(sentences().filter((sentence) => korean[sentence] === undefined), [], 'without Korean');
    assert.deepEqual(Object.keys(korean).filter((sentence) => !sentences().includes(sentence)), [], 'Korean of sentences that are gone');
  });

  it('keeps the holes for values', () => {
    for (const [sentence, translated] of Object.entries(korean)) assert.deepEqual(holes(translated), holes(sentence), sentence);
  });

  it('is really Korean', () => {
    // product names, units and figures stay as they are
    const untranslatable = /^(Plimsoll|n=|TTFT: \{0\}|GPU \{0\})/;
    for (const [key, translated] of [...Object.entries(korean), ...Object.entries(koreanManifest)]) {
      if (!untranslatable.test(key)) assert.match(translated, /[가-힣]/, key);
    }
  });
});
