/** Cline's files after the plan: every value it needs, every foreign key kept, no key replaced. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planCline } from '../../../src/configure/planCline.ts';
import { throughGuard } from '../../../src/configure/throughGuard.ts';
import type { ConfigPlan } from '../../../src/domain/configPlan.ts';
import type { Result } from '../../../src/domain/failure.ts';
import { clineSnapshots, sampleSettings } from './sampleSettings.ts';

const options = { now: '2026-11-22T02:30:00.000Z' };

function plan(result: Result<ConfigPlan>): ConfigPlan {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function after(result: Result<ConfigPlan>, file: string): Record<string, unknown> {
  const edit = plan(result).edits.find((one) => one.path.endsWith(file));
  assert.ok(edit !== undefined, `${file} is not in the plan`);
  return JSON.parse(edit.after) as Record<string, unknown>;
}

/** What the files hold once the plan is applied. */
function appliedContents(before: Readonly<Record<string, string>>, result: Result<ConfigPlan>): Record<string, string> {
  const contents = { ...before };
  for (const edit of plan(result).edits) contents[edit.path.replace('/home/u/.cline/data/', '')] = edit.after;
  return contents;
}

describe('planCline', () => {
  it('writes all four files for a fresh Cline', () => {
    const result = planCline(clineSnapshots(), sampleSettings, options);
    const state = after(result, 'globalState.json');
    assert.deepEqual([state['actModeApiProvider'], state['planModeApiProvider']], ['openai', 'openai']);
    assert.equal(state['openAiBaseUrl'], 'http://127.0.0.1:8080/v1');
    assert.equal(state['planModeOpenAiModelId'], 'qwen2.5-coder-7b');
    assert.deepEqual(state['actModeOpenAiModelInfo'], {
      maxTokens: 4_096,
      contextWindow: 31_744,
      supportsImages: false,
      supportsPromptCache: false,
      inputPrice: 0,
      outputPrice: 0,
      temperature: 0,
      isR1FormatRequired: false,
    });
    assert.equal(state['requestTimeoutMs'], 600_000);
    assert.deepEqual(Object.keys(after(result, 'secrets.json')), ['openAiApiKey']);
    assert.deepEqual(after(result, 'providers.json'), {
      version: 1,
      lastUsedProvider: 'openai-compatible',
      modes: {},
      providers: {
        'openai-compatible': {
          settings: {
            provider: 'openai-compatible',
            apiKey: 'local-server-needs-no-key',
            model: 'qwen2.5-coder-7b',
            baseUrl: 'http://127.0.0.1:8080/v1',
            contextWindow: 31_744,
            maxTokens: 4_096,
            timeout: 600_000,
          },
          updatedAt: options.now,
          tokenSource: 'manual',
        },
      },
    });
    const modes = plan(result).edits.map((edit) => [edit.path.split('/').at(-1), edit.newFileMode]);
    assert.deepEqual(Object.fromEntries(modes), { 'models.json': 0o600, 'providers.json': 0o600, 'secrets.json': 0o600, 'globalState.json': undefined });
  });

  it('keeps tool calling on in models.json', () => {
    const models = after(planCline(clineSnapshots(), sampleSettings, options), 'models.json');
    const text = JSON.stringify(models);
    assert.match(text, /"capabilities":\["streaming","tools"\]/u);
    assert.match(text, /"maxInputTokens":27648/u);
  });

  it('never drops a foreign key and never reorders or reformats what it does not change', () => {
    const globalState = '{\n\t"zFirst": 12345678901234567890,\n\t"actModeApiProvider": "anthropic",\n\t"mcp": {"a": [1, 2]},\n\t"actModeOpenAiModelInfo": {"systemRole": "developer", "maxTokens": 1}\n}';
    const providers = JSON.stringify({ version: 1, modes: { act: 'x' }, providers: { anthropic: { settings: { apiKey: 'sk-ant' } } }, extra: true });
    const result = planCline(clineSnapshots({ 'globalState.json': globalState, 'settings/providers.json': providers }), sampleSettings, options);
    const edit = plan(result).edits.find((one) => one.path.endsWith('globalState.json'));
    assert.match(edit?.after ?? '', /^\{\n\t"zFirst": 12345678901234567890,\n\t"actModeApiProvider": "openai",\n\t"mcp": \{"a": \[1, 2\]\},/u);
    assert.equal((after(result, 'globalState.json')['actModeOpenAiModelInfo'] as Record<string, unknown>)['systemRole'], 'developer');
    const written = after(result, 'providers.json');
    assert.deepEqual(written['modes'], { act: 'x' });
    assert.equal(written['extra'], true);
    assert.deepEqual((written['providers'] as Record<string, unknown>)['anthropic'], { settings: { apiKey: 'sk-ant' } });
  });

  it('never replaces a key that is there, and says where it will be sent', () => {
    const before = {
      'secrets.json': '{"openAiApiKey":"sk-of-the-user","anthropicApiKey":"sk-ant"}',
      'settings/providers.json': '{"version":1,"modes":{},"providers":{"openai-compatible":{"settings":{"provider":"openai-compatible","apiKey":"sk-2"},"updatedAt":"2026-01-01T00:00:00.000Z","tokenSource":"manual"}}}',
    };
    const result = planCline(clineSnapshots(before), sampleSettings, options);
    assert.equal(plan(result).edits.some((edit) => edit.path.endsWith('secrets.json')), false);
    assert.match(JSON.stringify(after(result, 'providers.json')), /"apiKey":"sk-2"/u);
    assert.match(plan(result).notes.join(' '), /existing API key .* will be sent to http:\/\/127\.0\.0\.1:8080/u);
  });

  it('shows no key in any diff', () => {
    const before = {
      'globalState.json': '{"openAiHeaders":{"Authorization":"Bearer MARKED-KEY"},"x":1}',
      'secrets.json': '{\n  "anthropicApiKey": "MARKED-KEY"\n}',
      'settings/providers.json': '{\n  "version": 1,\n  "modes": {},\n  "providers": {\n    "a": {"settings": {"apiKey": "MARKED-KEY", "headers": {"x": "MARKED-KEY"}}}\n  }\n}',
    };
    const diffs = plan(planCline(clineSnapshots(before), sampleSettings, options)).edits.map((edit) => edit.diff).join('\n');
    assert.equal(diffs.includes('MARKED-KEY'), false);
    assert.match(diffs, /\+.*actModeApiProvider/u);
  });

  it('plans nothing when everything is already so, which is also how an apply is verified', () => {
    const contents = appliedContents({}, planCline(clineSnapshots(), sampleSettings, options));
    const again = plan(planCline(clineSnapshots(contents), sampleSettings, { now: '2027-01-01T00:00:00.000Z' }));
    assert.deepEqual(again.edits, []);
    assert.equal(again.needsWindowReload, false);
    const erased = { ...contents, 'globalState.json': '{"actModeApiProvider":"openrouter"}' };
    assert.equal(plan(planCline(clineSnapshots(erased), sampleSettings, options)).edits.length, 1);
  });

  it('gives Ollama the window that is served as num_ctx, natively and without a key', () => {
    const ollama = { ...sampleSettings, serverKind: 'ollama' as const, serverUrl: 'http://127.0.0.1:11434', openAiBaseUrl: 'http://127.0.0.1:11434/v1', useCompactPrompt: true };
    const result = planCline(clineSnapshots(), ollama, options);
    const state = after(result, 'globalState.json');
    assert.equal(state['actModeApiProvider'], 'ollama');
    assert.equal(state['ollamaBaseUrl'], 'http://127.0.0.1:11434');
    assert.equal(state['ollamaApiOptionsCtxNum'], '32768');
    assert.equal(state['customPrompt'], 'compact');
    assert.match(JSON.stringify(after(result, 'providers.json')), /"ollama":\{"settings":\{"provider":"ollama","model".*"contextWindow":32768/u);
    assert.deepEqual(plan(result).edits.map((edit) => edit.path.split('/').at(-1)), ['providers.json', 'globalState.json']);
  });

  it('points at the guard when asked to', () => {
    const settings = throughGuard(sampleSettings, 'http://127.0.0.1:40001/t0ken/v1');
    assert.ok(settings.ok);
    assert.equal(after(planCline(clineSnapshots(), settings.value, options), 'globalState.json')['openAiBaseUrl'], 'http://127.0.0.1:40001/t0ken/v1');
    assert.equal(settings.value.serverUrl, 'http://127.0.0.1:40001/t0ken');
    assert.equal(throughGuard(sampleSettings, 'http://evil.example/v1').ok, false);
  });

  it('refuses invalid JSON, an array, comments and a newer version, and names the file', () => {
    const failing: readonly (readonly [string, string, RegExp])[] = [
      ['globalState.json', '{"a":', /globalState\.json is not valid JSON/u],
      ['secrets.json', '[1]', /secrets\.json does not hold a JSON object/u],
      ['globalState.json', '{"a":1} // mine', /not valid JSON/u],
      ['settings/providers.json', '{"version":2,"providers":{}}', /providers\.json has version 2, Plimsoll knows version 1/u],
      ['settings/models.json', '{"version":"3"}', /models\.json has version "3"/u],
    ];
    for (const [file, content, message] of failing) {
      const result = planCline(clineSnapshots({ [file]: content }), sampleSettings, options);
      assert.ok(!result.ok, content);
      assert.match(result.failure.detail, message);
    }
  });
});
