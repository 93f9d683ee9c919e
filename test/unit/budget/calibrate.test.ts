/** Ratio, template overhead and error bar learned from pairs of counts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentProfiles } from '../../../src/budget/agentProfiles.ts';
import { agentPromptParts, sumOfParts } from '../../../src/budget/agentPrompt.ts';
import { calibrate, calibrated } from '../../../src/budget/calibrate.ts';

describe('calibrate', () => {
  it('finds ratio and overhead of an exact line', () => {
    const found = calibrate([100, 500, 2_000].map((tiktokenTokens) => ({ tiktokenTokens, serverTokens: 1.2 * tiktokenTokens + 30 })));
    assert.ok(found !== undefined);
    assert.ok(Math.abs(found.ratio - 1.2) < 1e-9);
    assert.ok(Math.abs(found.overheadTokens - 30) < 1e-6);
    assert.equal(found.errorShare, 0.03);
    assert.deepEqual(calibrated(1_000, found), { tokens: 1_230, method: 'calibrated', errorShare: 0.03 });
  });

  it('says a wider error bar for one pair and for pairs that disagree', () => {
    assert.equal(calibrate([{ tiktokenTokens: 100, serverTokens: 110 }])?.errorShare, 0.08);
    const noisy = calibrate([
      { tiktokenTokens: 100, serverTokens: 110 },
      { tiktokenTokens: 200, serverTokens: 300 },
      { tiktokenTokens: 300, serverTokens: 330 },
    ]);
    assert.ok((noisy?.errorShare ?? 0) > 0.1);
  });

  it('falls back to the plain quotient when the line makes no sense', () => {
    const found = calibrate([
      { tiktokenTokens: 100, serverTokens: 200 },
      { tiktokenTokens: 200, serverTokens: 100 },
    ]);
    assert.deepEqual([found?.ratio, found?.overheadTokens], [1, 0]);
    assert.equal(calibrate([{ tiktokenTokens: 0, serverTokens: 5 }]), undefined);
  });

  it('believes no server that counts far too little: it leaves cached tokens out, or counts something else', () => {
    assert.equal(calibrate([{ tiktokenTokens: 1_000, serverTokens: 249 }]), undefined);
    assert.equal(calibrate([{ tiktokenTokens: 1_000, serverTokens: 250 }])?.ratio, 0.25);
    const mixed = calibrate([{ tiktokenTokens: 10, serverTokens: 11 }, { tiktokenTokens: 9_000, serverTokens: 11 }]);
    assert.deepEqual([mixed?.samples, mixed?.ratio], [1, 1.1]);
  });
});

describe('agentPromptParts', () => {
  it('adds 110 tokens for each MCP tool, the rules files and the conversation', () => {
    const parts = agentPromptParts({
      profile: agentProfiles['cline-next'],
      mcpTools: 14,
      rules: [{ path: '.clinerules/style.md', tokens: 250 }],
      conversationTokens: 1_000,
    });
    assert.equal(sumOfParts(parts), 3_000 + 1_540 + 250 + 1_000);
    assert.deepEqual(parts.map((part) => part.label).slice(1), ['14 MCP tools', '.clinerules/style.md', 'conversation']);
  });

  it('scales measured figures by the tokeniser ratio, not the exact ones', () => {
    const parts = agentPromptParts({ profile: agentProfiles['cline-compact'], mcpTools: 0, rules: [{ path: 'AGENTS.md', tokens: 10 }], ratio: 1.1 });
    assert.deepEqual(parts.map((part) => part.tokens), [1_650, 10]);
  });
});
