import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { renderHtml } from '../../../src/report/renderHtml.ts';
import { readRunFixture } from '../../fakes/runs/readRunFixture.ts';

const html = renderHtml(readRunFixture('two-models').summary, 'ko', { chartJs: 'var Chart = "</script>";' });

describe('the HTML report', () => {
  it('allows exactly the scripts and the style it carries, and no request', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/u.exec(html)?.[1] ?? '';
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/gu)].map((match) => match[1] ?? '');
    const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/gu)].map((match) => match[1] ?? '');
    assert.equal(scripts.length, 2);
    assert.equal(policy, `default-src 'none'; script-src ${scripts.map(hash).join(' ')}; style-src ${styles.map(hash).join(' ')}; img-src data:; base-uri 'none'; form-action 'none'`);
    assert.doesNotMatch(html, /(?:src|href)=/u);
  });
  it('shows what a model wrote as text', () => {
    assert.match(html, /&lt;script&gt;alert\(&quot;from the model&quot;\)&lt;\/script&gt;/u);
    assert.doesNotMatch(html, /<script>alert/u);
  });
  it('keeps answers beside their tests', () => assert.match(html, /<details><summary>gemma3:12b: code-completion, 응답 1 — 테스트 20개 중 12개 통과<\/summary><div class="beside"><pre/u));
  it('carries the charts as data that JSON.parse reads', () => {
    const json = /<script type="application\/json" id="charts">([\s\S]*?)<\/script>/u.exec(html)?.[1] ?? '';
    const charts = JSON.parse(json) as Record<string, unknown>;
    assert.deepEqual(Object.keys(charts), ['response_time_comparison', 'tokens_per_second_comparison', 'gpu_memory_comparison', 'context_sweep', 'prefill_curve', 'inter_token_latency', 'scenario_scores']);
    for (const id of Object.keys(charts)) assert.match(html, new RegExp(`data-chart="${id}"`, 'u'));
  });
  it('says in place of an empty chart that nothing was measured', () => {
    const none = renderHtml(readRunFixture('all-void').summary, 'en', { chartJs: '' });
    assert.doesNotMatch(none, /<canvas/u);
    assert.match(none, /Nothing was measured that this chart could show/u);
  });
  it('is declared Korean for screen readers', () => assert.match(html, /<html lang="ko">/u));
});
