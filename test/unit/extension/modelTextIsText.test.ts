/** Promise: model text is data. The panel's policy lets nothing in or out, and no code of ours turns a text into HTML. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { panelPage } from '../../../src/shells/extension/panel/panelPage.ts';

const page = (language = 'ko'): string => panelPage({ nonce: 'n0nce', cspSource: 'https://own.example', script: 'https://own.example/panel.js', styleSheet: 'https://own.example/panel.css', language });

/** Directive → sources, as a browser reads the policy. */
function policyIn(html: string): Readonly<Record<string, string>> {
  const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html) ?? [];
  return Object.fromEntries(policy.split(';').map((directive) => directive.trim().split(/ (.*)/s).slice(0, 2) as [string, string]));
}

describe('the panel’s policy', () => {
  it('starts from nothing, and has no way out', () => {
    assert.deepEqual(policyIn(page()), {
      'default-src': "'none'", // connect-src, frame-src, object-src, worker-src … fall back to it
      'script-src': "'nonce-n0nce'",
      'style-src': 'https://own.example',
      'font-src': 'data:',
      'img-src': 'https://own.example',
      'form-action': "'none'",
      'base-uri': "'none'",
    });
  });
  it('stands before everything it is to rule, and every script carries the nonce', () => {
    const html = page();
    assert.ok(html.indexOf('Content-Security-Policy') < html.indexOf('<link'));
    const scripts = html.match(/<script[^>]*>[^<]*/g) ?? [];
    assert.deepEqual(scripts, ['<script nonce="n0nce" src="https://own.example/panel.js">']);
    assert.doesNotMatch(html, / on\w+=|javascript:|style="/i);
  });
  it('a language name cannot break out of its attribute', () => assert.match(page('ko"><script>alert(1)</script>'), /^<!DOCTYPE html>\n<html lang="koscriptalertscript">/));
});

describe('texts', () => {
  const root = path.join(import.meta.dirname, '../../..');
  // the harnesses run inside the sandbox, where evaluating the model's code is the point
  const sources = globSync(['webview-ui/src/**/*.ts', 'src/**/*.ts'], { cwd: root }).filter((file) => !file.includes('harness'));
  const doors = /unsafeHTML|unsafeSVG|unsafeStatic|\.innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment|\beval\(|new Function\(/;
  it('become HTML nowhere', () => {
    assert.ok(sources.length > 200, `${sources.length} files`);
    const found = sources.filter((file) => doors.test(readFileSync(path.join(root, file), 'utf8')));
    assert.deepEqual(found, []);
  });
});
