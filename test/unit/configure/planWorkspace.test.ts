/** The workspace recommendation: comments and line ends kept, and nothing secret in a shared file. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'jsonc-parser';
import { planWorkspace, workspaceSettingName } from '../../../src/configure/planWorkspace.ts';
import { sampleSettings } from './sampleSettings.ts';

const path = '/w/.vscode/settings.json';

function planned(content?: string, settings = sampleSettings): string {
  const result = planWorkspace([content === undefined ? { path } : { path, content, sha256: 'x' }], settings);
  assert.ok(result.ok);
  return result.value.edits[0]?.after ?? '';
}

describe('planWorkspace', () => {
  it('creates the file', () => {
    const written = JSON.parse(planned()) as Record<string, unknown>;
    assert.deepEqual(written[workspaceSettingName], {
      serverKind: 'llamacpp',
      address: 'http://127.0.0.1:8080',
      modelId: 'qwen2.5-coder-7b',
      contextWindow: 31_744,
      maxOutputTokens: 4_096,
      temperature: 0,
      requestTimeoutMs: 600_000,
    });
  });

  it('keeps comments, trailing commas, CRLF and a byte order mark', () => {
    const before = '\uFEFF{\r\n    // tabs are evil\r\n    "editor.tabSize": 4, /* really */\r\n}\r\n';
    const after = planned(before);
    assert.ok(after.startsWith('\uFEFF{\r\n    // tabs are evil\r\n    "editor.tabSize": 4,'));
    assert.ok(after.includes('/* really */'));
    assert.equal(after.replaceAll('\r\n', '').includes('\n'), false);
    assert.ok((parse(after.slice(1)) as Record<string, unknown>)[workspaceSettingName] !== undefined);
  });

  it('writes neither a user part nor a path of the address', () => {
    const text = planned(undefined, { ...sampleSettings, serverUrl: 'http://user:MARKED@10.0.0.5:8080/MARKED?key=MARKED' });
    assert.equal(text.includes('MARKED'), false);
    assert.match(text, /http:\/\/10\.0\.0\.5:8080"/u);
  });

  it('replaces an older recommendation and plans nothing for the same one', () => {
    const first = planned('{"plimsoll.recommendedProvider":{"modelId":"old"},"a":1}');
    assert.equal(first.includes('old'), false);
    assert.equal(planned(first), '');
  });

  it('refuses a file that is not JSON', () => {
    const result = planWorkspace([{ path, content: 'editor: 1', sha256: 'x' }], sampleSettings);
    assert.equal(result.ok, false);
  });
});
