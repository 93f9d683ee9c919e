/** What people read of a verdict: the explanation with its figures, and each advice with the exact thing to paste. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentProfiles, customProfile, knownAgentIds } from '../../../src/budget/agentProfiles.ts';
import { agentPromptParts } from '../../../src/budget/agentPrompt.ts';
import { type BudgetQuestion, decideBudget } from '../../../src/budget/decideBudget.ts';
import { detectProfile } from '../../../src/budget/detectProfile.ts';
import { windowFlag } from '../../../src/budget/windowFlags.ts';
import type { Advice, TokenCount } from '../../../src/domain/budget.ts';
import type { ServerKind } from '../../../src/domain/server.ts';

const counted = (tokens: number, method: TokenCount['method'] = 'given', errorShare = 0): TokenCount => ({ tokens, method, errorShare });
const ask = (promptCount: TokenCount, requestedOutputTokens: number, more: Partial<BudgetQuestion> = {}): BudgetQuestion => ({ contextWindow: 10_000, promptCount, requestedOutputTokens, ...more });
const adviceOf = (question: BudgetQuestion, kind: Advice['kind']): readonly Advice[] => decideBudget(question).advice.filter((advice) => advice.kind === kind);

describe('explanations', () => {
  const table: readonly (readonly [BudgetQuestion, string])[] = [
    [ask(counted(8_000), 1_000), 'Fits: 8,000 prompt tokens + 1,000 output tokens = 9,000 of 10,000, 1,000 left.'],
    [ask(counted(9_000), 1_000), 'Fits: 9,000 prompt tokens + 1,000 output tokens = 10,000 of 10,000, 0 left.'],
    [ask(counted(8_000), 1), 'Fits: 8,000 prompt tokens + 1 output tokens = 8,001 of 10,000, 1,999 left.'],
    [ask(counted(9_000), 1_001), 'Needs 10,001, has 10,000: 9,000 prompt tokens + 1,001 output tokens = 10,001. A server such as vLLM answers 400 before it generates anything.'],
    [ask(counted(9_999), 5_000), 'Needs 14,999, has 10,000: 9,999 prompt tokens + 5,000 output tokens = 14,999. A server such as vLLM answers 400 before it generates anything.'],
    [ask(counted(10_000), 1), 'The prompt alone fills the window: 10,000 prompt tokens + 1 output tokens = 10,001, the server has 10,000.'],
    [ask(counted(8_000, 'tiktoken', 0.2), 1_000), 'Needs 9,000 of 10,000, but the count may be off by 20 %: up to 10,600 (8,000 prompt tokens (estimated with tiktoken ± 20 %) + 1,000 output tokens = 9,000).'],
    [ask(counted(8_000, 'calibrated', 0.03), 1_000), 'Fits: 8,000 prompt tokens (estimated, calibrated on the server ± 3.0 %) + 1,000 output tokens = 9,000 of 10,000, 1,000 left.'],
    [ask(counted(5_000, 'calibrated', 0.1), 1_000), 'Fits: 5,000 prompt tokens (estimated, calibrated on the server ± 10 %) + 1,000 output tokens = 6,000 of 10,000, 4,000 left.'],
    [ask(counted(8_000, 'server'), 2_000), 'Fits: 8,000 prompt tokens (counted by the server) + 2,000 output tokens = 10,000 of 10,000, 0 left.'],
    [ask(counted(8_000), 0), 'max_tokens 0 asks for an unlimited or empty answer; vLLM refuses it ("must be at least 1"). Beside 8,000 prompt tokens a window of 10,000 has room for 2,000.'],
    [{ promptCount: counted(1), requestedOutputTokens: 1 }, 'The server does not say how many tokens it serves, so nothing can be promised to fit.'],
    [{ promptCount: counted(1), requestedOutputTokens: 1, serverKind: 'lmstudio', model: 'qwen' }, 'LM Studio does not say how many tokens it serves for qwen, so nothing can be promised to fit.'],
  ];
  for (const [question, explanation] of table) it(explanation, () => assert.equal(decideBudget(question).explanation, explanation));

  it('a verdict carries the question’s agent, model and parts, and nothing it was not told', () => {
    const part = { label: 'rules', tokens: 10 };
    const told = decideBudget(ask(counted(10), 10, { agent: 'cline-next', model: 'm', parts: [part] }));
    assert.deepEqual([told.agent, told.model, told.parts], ['cline-next', 'm', [part]]);
    const bare = decideBudget(ask(counted(10), 10));
    assert.deepEqual(bare, { promptTokens: 10, promptCount: counted(10), parts: [], requestedOutputTokens: 10, neededTokens: 20, contextWindow: 10_000, fits: true, largestMaxTokens: 9_990, explanation: bare.explanation, advice: [] });
  });

  it('an unknown window is to be set by hand, in steps of 4,096', () => {
    const unknown = { promptCount: counted(3_000), requestedOutputTokens: 4_096 };
    assert.deepEqual(decideBudget({ ...unknown, serverKind: 'vllm' }).advice, [
      { kind: 'setContextWindow', text: 'Set the window yourself: start vLLM with --max-model-len 8192, or give --context.', command: '--max-model-len 8192', value: 8_192 },
    ]);
    assert.equal(decideBudget(unknown).advice[0]?.command, 'context window 8192');
    assert.equal(decideBudget({ ...unknown, requestedOutputTokens: -1 }).advice[0]?.value, 4_096);
    assert.equal(decideBudget({ promptCount: counted(4_095), requestedOutputTokens: 0 }).advice[0]?.value, 4_096);
  });
});

describe('advice', () => {
  it('lowers max_tokens to what fits, and says when that is little', () => {
    const lower = (room: number): Advice | undefined => adviceOf(ask(counted(10_000 - room), 20_000), 'lowerMaxTokens')[0];
    assert.deepEqual(lower(2_000), { kind: 'lowerMaxTokens', text: 'Set max_tokens to 2,000 or less.', command: 'max_tokens: 2000', value: 2_000 });
    assert.equal(lower(1_024)?.text, 'Set max_tokens to 1,024 or less.');
    assert.equal(lower(1_023)?.text, 'Set max_tokens to 1,023 or less. That is too little for most edits.');
    assert.equal(lower(1)?.value, 1);
    assert.equal(lower(0), undefined);
  });

  it('shortens the prompt by exactly what is too much', () => {
    const shorter = (prompt: number, output: number): readonly Advice[] => adviceOf(ask(counted(prompt), output), 'shorterPrompt');
    assert.deepEqual(shorter(9_500, 1_000), [{ kind: 'shorterPrompt', text: 'Shorten the prompt by 500 tokens: start a new task, compact the conversation, drop MCP servers or rules files.', value: 9_000 }]);
    assert.deepEqual(shorter(9_500, 9_999).map(({ value }) => value), [1]);
    assert.deepEqual(shorter(9_500, 10_000), [], 'an answer as large as the window leaves room for no prompt');
    assert.deepEqual(shorter(20_000, -1).map(({ value }) => value), [9_999]);
    assert.deepEqual(shorter(9_000, -1), [], 'the prompt is not what is wrong');
  });

  it('offers each smaller agent prompt that fits, with its switch', () => {
    const question = ask(counted(12_600), 4_096, { contextWindow: 16_384, agent: 'cline-legacy', serverKind: 'lmstudio' });
    assert.deepEqual(adviceOf(question, 'smallerPromptProfile'), [
      { kind: 'smallerPromptProfile', text: 'Cline CLI 3 sends about 4,400 tokens where Cline legacy bundle sends 12,500.', command: 'npm install -g cline@3', value: 4_400 },
      { kind: 'smallerPromptProfile', text: 'Cline 4 (next bundle) sends about 3,000 tokens where Cline legacy bundle sends 12,500.', command: '"cline.rollout.bundleOverride": "next"', value: 3_000 },
      { kind: 'smallerPromptProfile', text: 'Cline legacy bundle with the compact prompt sends about 1,500 tokens where Cline legacy bundle sends 12,500.', command: 'Cline settings: Use compact prompt', value: 1_500 },
    ]);
    assert.equal(adviceOf({ ...question, serverKind: 'vllm' }, 'smallerPromptProfile').length, 2, 'Cline has the compact prompt for Ollama and LM Studio only');
    const { serverKind: _, ...anyServer } = question;
    assert.equal(adviceOf(anyServer, 'smallerPromptProfile').length, 3);
    assert.equal(adviceOf({ ...question, agent: 'custom' }, 'smallerPromptProfile').length, 0);
    const { agent: __, ...nobody } = question;
    assert.equal(adviceOf(nobody, 'smallerPromptProfile').length, 0);
  });

  it('offers only agent prompts that would leave at least one token', () => {
    const values = (prompt: number): readonly unknown[] => adviceOf(ask(counted(prompt), 4_096, { contextWindow: 5_000, agent: 'cline-legacy', serverKind: 'ollama' }), 'smallerPromptProfile').map(({ value }) => value);
    assert.deepEqual(values(13_099), [4_400, 3_000, 1_500]);
    assert.deepEqual(values(13_100), [3_000, 1_500]);
    assert.deepEqual(values(16_000), []);
  });

  it('names the flag of the server, or of the three most used where it is unknown', () => {
    const flags = (more: Partial<BudgetQuestion>): readonly unknown[] => adviceOf(ask(counted(9_500), 4_000, more), 'largerWindow').map(({ text, command, value }) => [text, command, value]);
    assert.deepEqual(flags({ serverKind: 'vllm' }), [['Serve a larger window: start vLLM with --max-model-len 16384', '--max-model-len 16384', 16_384]]);
    assert.deepEqual(flags({}).map((flag) => (flag as string[])[1]), ['--max-model-len 16384', '-c 16384', 'OLLAMA_CONTEXT_LENGTH=16384 ollama serve']);
    assert.deepEqual(adviceOf(ask(counted(9_500), 1), 'largerWindow').length, 0, 'it fits');
    assert.equal(adviceOf(ask(counted(12_000), -1, { serverKind: 'vllm' }), 'largerWindow')[0]?.value, 16_384, 'room for one edit at least');
    assert.equal(adviceOf(ask(counted(9_500), 4_000, { serverKind: 'vllm', trainedContextWindow: 13_500 }), 'largerWindow')[0]?.value, 13_500);
  });

  it('sends to another model when this one was not trained for so much', () => {
    assert.deepEqual(adviceOf(ask(counted(9_500), 4_000, { trainedContextWindow: 13_499 }), 'otherModel'), [
      { kind: 'otherModel', text: 'The model was trained for 13,499 tokens, this needs 13,500: take a model with a longer trained context.', value: 13_500 },
    ]);
  });
});

describe('flags', () => {
  const words: Readonly<Record<ServerKind, string>> = {
    vllm: 'start vLLM with | --max-model-len 8192',
    llamacpp: 'start llama-server with | -c 8192',
    ollama: 'give the model num_ctx 8192 (Cline: Ollama provider, context window), or for every client restart Ollama with | OLLAMA_CONTEXT_LENGTH=8192 ollama serve',
    lmstudio: 'load the model again in LM Studio with this context length, or by | lms load MODEL --context-length 8192',
    tabby: 'set in the model section of TabbyAPI’s config.yml | max_seq_len: 8192',
    openai: 'set in the OpenAI-compatible server’s own settings a | context window 8192',
  };
  for (const [kind, expected] of Object.entries(words) as [ServerKind, string][]) {
    it(expected, () => {
      const { text, command } = windowFlag(kind, 8_192);
      assert.equal(`${text} | ${command}`, expected);
    });
  }
  it('llama.cpp divides its window among its slots', () => {
    assert.deepEqual(windowFlag('llamacpp', 8_192, 4), { text: 'start llama-server (it divides -c among its 4 slots) with', command: '-c 32768 -np 4' });
    assert.equal(windowFlag('llamacpp', 8_192, 1).command, '-c 8192');
  });
});

describe('profiles', () => {
  it('hold the measured sizes, and say where each comes from', () => {
    assert.deepEqual(knownAgentIds.map((id) => [id, agentProfiles[id].basePromptTokens]), [['cline-next', 3_000], ['cline-cli', 4_400], ['cline-legacy', 12_500], ['cline-compact', 1_500]]);
    for (const id of knownAgentIds) {
      assert.equal(agentProfiles[id].id, id);
      assert.match(agentProfiles[id].label, /^Cline /u);
      assert.match(agentProfiles[id].source, /\d,\d{3}/u, 'a source with its figures');
    }
  });
  it('may be the user’s own', () => {
    assert.deepEqual(customProfile(6_000, 'seen by the guard'), { id: 'custom', label: 'Own profile', basePromptTokens: 6_000, tokensPerMcpTool: 110, workingSetTokens: 8_000, outputTokens: 4_096, source: 'seen by the guard' });
  });
  it('name the parts of a prompt', () => {
    assert.equal(agentPromptParts({ profile: agentProfiles['cline-next'], mcpTools: 0, rules: [] })[0]?.label, 'Cline 4 (next bundle): system prompt, tools, environment');
  });
  it('are chosen for a reason that is told', () => {
    const nothing = { hasExtensionState: false, hasCliState: false, usesCompactPrompt: false, mcpServers: [] };
    const reason = (more: Partial<Parameters<typeof detectProfile>[0]>): string => detectProfile({ ...nothing, ...more }).reason;
    assert.deepEqual(
      [{}, { hasCliState: true }, { bundleOverride: 'next' as const }, { bundleOverride: 'legacy' as const }, { usesCompactPrompt: true }, { hasExtensionState: true }].map(reason),
      [
        'Cline has not run here yet; a new installation is assumed.',
        'Only Cline’s CLI 3 has run here.',
        'VS Code’s setting cline.rollout.bundleOverride says "next".',
        'VS Code’s setting cline.rollout.bundleOverride says "legacy".',
        'Cline’s compact prompt is switched on.',
        'Cline chooses its bundle by itself; the larger prompt is assumed. Set cline.rollout.bundleOverride to be sure.',
      ],
    );
    assert.match(reason({ mcpServers: ['git'] }), /assumed\. 1 MCP servers \(git\) with about 10 tools each\.$/u);
  });
});
