/** Kilo Code, Continue and Roo Code: the values they read, comments kept, keys never replaced and never shared. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'jsonc-parser';
import { parse as parseYaml } from 'yaml';
import { planContinue } from '../../../src/configure/planContinue.ts';
import { planKilo } from '../../../src/configure/planKilo.ts';
import { planRoo, rooProfile } from '../../../src/configure/planRoo.ts';
import type { ConfigPlan } from '../../../src/domain/configPlan.ts';
import type { Result } from '../../../src/domain/failure.ts';
import { sampleSettings } from './sampleSettings.ts';

const snapshot = (path: string, content?: string) => [content === undefined ? { path } : { path, content, sha256: 'x' }];
const user = { isWorkspace: false };
const ollama = { ...sampleSettings, serverKind: 'ollama' as const, serverUrl: 'http://127.0.0.1:11434', openAiBaseUrl: 'http://127.0.0.1:11434/v1' };

function after(result: Result<ConfigPlan>): string {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value.edits[0]?.after ?? '';
}

describe('planKilo', () => {
  it('writes one provider with its limits and keeps comments and everything else', () => {
    const before = '// mine\n{\n  "provider": {\n    "other": {"options": {"apiKey": "MARKED"}} // keep\n  },\n}\n';
    const text = after(planKilo(snapshot('/h/kilo.jsonc', before), sampleSettings, user));
    assert.ok(text.startsWith('// mine\n') && text.includes('// keep'));
    const written = parse(text, [], { allowTrailingComma: true }) as { provider: Record<string, unknown>; model: string };
    assert.deepEqual(written.provider['local-llamacpp'], {
      npm: '@ai-sdk/openai-compatible',
      name: 'Local llama.cpp',
      options: { baseURL: 'http://127.0.0.1:8080/v1', apiKey: 'local-server-needs-no-key', timeout: 600_000 },
      models: { 'qwen2.5-coder-7b': { name: 'qwen2.5-coder-7b', tool_call: true, limit: { context: 31_744, output: 4_096 } } },
    });
    assert.equal(written.model, 'local-llamacpp/qwen2.5-coder-7b');
    assert.equal(after(planKilo(snapshot('/h/kilo.jsonc', text), sampleSettings, user)), '');
  });

  it('writes no key into a workspace, replaces none, and shows none', () => {
    assert.equal(after(planKilo(snapshot('/w/.kilo/kilo.jsonc'), sampleSettings, { isWorkspace: true })).includes('apiKey'), false);
    const mine = '{"provider":{"local-llamacpp":{"options":{"apiKey":"MARKED"}}}}';
    const result = planKilo(snapshot('/h/kilo.jsonc', mine), sampleSettings, user);
    assert.match(after(result), /"apiKey": ?"MARKED"/u);
    assert.ok(result.ok && !result.value.edits[0]?.diff.includes('MARKED'));
  });
});

describe('planContinue', () => {
  it('adds a model to a configuration with comments', () => {
    const before = '# my configuration\nname: Mine\nversion: 1.0.0\nschema: v1\nmodels:\n  - name: Other # the good one\n    provider: anthropic\n    model: x\n    apiKey: MARKED\n';
    const result = planContinue(snapshot('/h/.continue/config.yaml', before), sampleSettings, user);
    const text = after(result);
    assert.ok(text.startsWith(before), text);
    const { models } = parseYaml(text) as { models: unknown[] };
    assert.deepEqual(models[1], {
      name: 'qwen2.5-coder-7b (llama.cpp)',
      provider: 'openai',
      model: 'qwen2.5-coder-7b',
      apiBase: 'http://127.0.0.1:8080/v1',
      contextLength: 31_744,
      defaultCompletionOptions: { contextLength: 31_744, maxTokens: 4_096, temperature: 0 },
      requestOptions: { timeout: 600_000 },
      roles: ['chat', 'edit', 'apply'],
      capabilities: ['tool_use'],
      apiKey: 'local-server-needs-no-key',
    });
    assert.ok(result.ok && !result.value.edits[0]?.diff.includes('MARKED'));
    assert.equal(after(planContinue(snapshot('/h/.continue/config.yaml', text), sampleSettings, user)), '');
  });

  it('changes its own model in place, keeps a key that is there, and CRLF', () => {
    const first = after(planContinue(snapshot('/h/config.yaml'), sampleSettings, user)).replace('local-server-needs-no-key', 'MARKED').replaceAll('\n', '\r\n');
    const text = after(planContinue(snapshot('/h/config.yaml', first), { ...sampleSettings, maxOutputTokens: 2_048 }, user));
    assert.equal(text.replaceAll('\r\n', '').includes('\n'), false);
    assert.deepEqual((parseYaml(text) as { models: unknown[] }).models.length, 1);
    assert.match(text, /apiKey: MARKED/u);
    assert.match(text, /maxTokens: 2048/u);
  });

  it('makes a workspace block without a key, and gives Ollama the loaded window natively', () => {
    const text = after(planContinue(snapshot('/w/.continue/models/plimsoll.yaml'), ollama, { isWorkspace: true }));
    assert.equal(text.includes('apiKey'), false);
    assert.match(text, /provider: ollama\n.*apiBase: http:\/\/127\.0\.0\.1:11434\n.*contextLength: 32768/su);
    assert.match(text, /^name: Local models\nversion: 0\.0\.1\nschema: v1\nmodels:\n/u);
  });

  it('refuses what is no configuration', () => {
    for (const content of ['models: 5\n', '- a\n', 'a: [1\n']) assert.equal(planContinue(snapshot('/h/config.yaml', content), sampleSettings, user).ok, false, content);
  });
});

describe('planRoo', () => {
  it('writes a file Roo imports, with the window as num_ctx for Ollama', () => {
    const written = JSON.parse(after(planRoo(snapshot('/s/roo/roo-code-settings.json'), sampleSettings))) as { providerProfiles: { currentApiConfigName: string; apiConfigs: Record<string, Record<string, unknown>> } };
    const profile = written.providerProfiles.apiConfigs[written.providerProfiles.currentApiConfigName];
    assert.deepEqual(profile?.['openAiCustomModelInfo'], { contextWindow: 31_744, maxTokens: 4_096, supportsImages: false, supportsPromptCache: false });
    assert.equal(profile['includeMaxTokens'], true);
    assert.equal(rooProfile(ollama)['ollamaNumCtx'], 32_768);
  });
});
