/** The readiness check sends prompts of the agent's size, counts what is right, and judges only as far as the figures go. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentProfiles } from '../../../../src/budget/agentProfiles.ts';
import type { ChatRequest } from '../../../../src/domain/chat.ts';
import { fail, ok, type Result } from '../../../../src/domain/failure.ts';
import type { ReadinessReport } from '../../../../src/domain/readiness.ts';
import type { Completion } from '../../../../src/domain/sample.ts';
import { measureReadiness, type ReadinessPlan } from '../../../../src/evaluate/readiness/measureReadiness.ts';
import type { InferenceServer, PromptToCount } from '../../../../src/ports/inferenceServer.ts';

type Answer = Partial<Pick<Completion, 'text' | 'toolCalls' | 'finishReason'>>;

const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;
const sizeOf = ({ messages, tools = [] }: PromptToCount): number => messages.reduce((sum, { content }) => sum + wordsIn(content) + 4, 0) + wordsIn(JSON.stringify(tools));

function serverThat(answer: (request: ChatRequest) => Answer | undefined): { readonly server: InferenceServer; readonly requests: ChatRequest[] } {
  const requests: ChatRequest[] = [];
  const complete = (request: ChatRequest): Promise<Result<Completion>> => {
    requests.push(request);
    const given = answer(request);
    if (!given) return Promise.resolve(fail('serverGone', 'The server is gone.', 'Start it again.'));
    return Promise.resolve(ok({ text: '', toolCalls: [], finishReason: 'stop', ...given } as Completion));
  };
  const countPrompt = (_model: string, prompt: PromptToCount): ReturnType<InferenceServer['countPrompt']> => Promise.resolve(ok({ tokens: sizeOf(prompt), method: 'server', errorShare: 0 }));
  return { requests, server: { complete, countPrompt } as unknown as InferenceServer };
}

const tokenizer = { count: (text: string) => Promise.resolve({ tokens: wordsIn(text), method: 'tiktoken', errorShare: 0.1 } as const) };
const plan: ReadinessPlan = { model: 'm', agents: [agentProfiles['cline-next'], agentProfiles['cline-legacy']], mcpTools: 0, repeats: 2, temperature: 0, seed: 1, idleTimeoutMs: 1000 };

function measure(answer: (request: ChatRequest) => Answer | undefined, change: Partial<ReadinessPlan> = {}): Promise<Result<ReadinessReport>> {
  return measureReadiness({ ...plan, ...change }, { server: serverThat(answer).server, tokenizer }, new AbortController().signal);
}

/** Does everything right, by recognising the tasks. */
function perfect(request: ChatRequest): Answer {
  const isNative = request.tools !== undefined;
  const last = request.messages.at(-1)?.content ?? '';
  const call = (name: string, args: Readonly<Record<string, unknown>>): Answer => {
    if (isNative) return { finishReason: 'toolCalls', toolCalls: [{ id: '1', name, argumentsText: JSON.stringify(args) }] };
    return { text: `<${name}>\n${Object.entries(args).map(([key, value]) => `<${key}>${String(value)}</${key}>`).join('\n')}\n</${name}>` };
  };
  const say = (result: string): Answer => (isNative ? { text: result } : call('attempt_completion', { result }));
  const edit = (search: string, replace: string): Answer => ({ text: `------- SEARCH\n${search}\n=======\n${replace}\n+++++++ REPLACE` });
  if (last.includes('4.12.7')) return say('4.12.7');
  if (last.includes('fail 3')) return say('3 tests fail');
  if (last.includes('README.md\npackage.json')) return say('No');
  if (last.includes('maxRetries from 3')) return edit('maxRetries = 3', 'maxRetries = 5');
  if (last.includes('Farewell')) return edit('Goodbye', 'Farewell');
  if (last.includes('Return null')) return edit('return false', 'return null');
  if (last.includes('router.ts')) return call('read_file', { path: 'src/server/router.ts' });
  if (last.includes('packages')) return call('list_files', { path: 'packages' });
  if (last.includes('npm test')) return call('run_command', { command: 'npm test', requires_approval: false });
  if (last.includes('parseConfig')) return call('search_files', { path: 'src', regex: 'parseConfig' });
  if (last.includes('setup.md')) return call('read_file', { path: 'docs/setup.md' });
  if (last.includes('changelog')) return call('fetch_web_content', { url: 'https://example.com/changelog' });
  if (last.includes('greet.py')) return call('write_file', { path: 'greet.py', content: 'print("It\'s \\"fine\\"")' });
  if (last.includes('limits.json')) return call('write_file', { path: 'config/limits.json', content: '{\n  "retries": 3\n}' });
  return call('run_command', { command: 'grep -rn "TODO: \'fix\'" src --include="*.ts"', requires_approval: false });
}

describe('measureReadiness', () => {
  it('finds a perfect model able to carry both, with native and XML calls', async () => {
    const report = await measure(perfect, { repeats: 3 });
    assert.ok(report.ok);
    assert.deepEqual(report.value.agents.map(({ agent, style, verdict, overall }) => [agent, style, verdict, overall.successes, overall.n]), [
      ['cline-next', 'native', 'yes', 45, 45],
      ['cline-legacy', 'xml', 'yes', 45, 45],
    ]);
    assert.equal(report.value.verdict, 'Can carry Cline next and Cline legacy.');
  });

  it('finds a model that only talks unable, and says what is missing', async () => {
    const report = await measure(() => ({ text: 'I will read the file for you.' }));
    assert.ok(report.ok);
    for (const agent of report.value.agents) {
      assert.equal(agent.verdict, 'no');
      assert.match(agent.reason, /tool calls: 0 of 6/);
    }
    assert.match(report.value.verdict, /neither/);
  });

  it('does not judge beyond its figures', async () => {
    let turn = 0;
    const report = await measure((request) => (turn++ % 4 === 0 ? { text: 'hm' } : perfect(request)), { repeats: 1, agents: [agentProfiles['cline-next']] });
    assert.ok(report.ok);
    const [agent] = report.value.agents;
    assert.equal(agent?.verdict, 'unclear');
    assert.match(agent?.reason ?? '', /11 of 15 steps right/);
  });

  it('sends system prompts of exactly the size of the agent, tools included', async () => {
    const { server, requests } = serverThat(perfect);
    await measureReadiness({ ...plan, repeats: 1 }, { server, tokenizer }, new AbortController().signal);
    for (const [request, wanted] of [[requests.at(0), 3000], [requests.at(-1), 12_500]] as const) {
      const system = request?.messages[0];
      assert.ok(system);
      const size = sizeOf({ messages: [system, { role: 'user', content: '.' }], ...(request.tools ? { tools: request.tools } : {}) });
      assert.ok(Math.abs(size - wanted) <= 2, `${size} instead of ${wanted}`);
    }
    assert.ok(requests[0]?.tools && requests[0].tools.length >= 5);
    assert.equal(requests.at(-1)?.tools, undefined);
  });

  it('never sends what cannot fit, and says so', async () => {
    const { server, requests } = serverThat(perfect);
    const report = await measureReadiness({ ...plan, contextWindow: 8192, repeats: 1 }, { server, tokenizer }, new AbortController().signal);
    assert.ok(report.ok);
    assert.deepEqual(report.value.agents.map(({ status, verdict }) => [status, verdict]), [['measured', 'yes'], ['cannotFit', 'no']]);
    assert.match(report.value.agents[1]?.reason ?? '', /12,\d{3} tokens.*8,192/);
    assert.equal(requests.length, 15);
  });

  it('counts failed requests nowhere, and gives up when the server is gone', async () => {
    let turn = 0;
    const some = await measure((request) => (turn++ % 5 === 0 ? undefined : perfect(request)), { agents: [agentProfiles['cline-next']] });
    assert.ok(some.ok);
    assert.equal(some.value.agents[0]?.voided, 6);
    assert.equal(some.value.agents[0].overall.share, 1);
    const { server, requests } = serverThat(() => undefined);
    const none = await measureReadiness(plan, { server, tokenizer }, new AbortController().signal);
    assert.ok(!none.ok);
    assert.equal(none.failure.kind, 'serverGone');
    assert.ok(requests.length <= 6, `${requests.length} requests to a dead server`);
  });

  it('stops when cancelled', async () => {
    const abort = new AbortController();
    const { server, requests } = serverThat((request) => {
      abort.abort();
      return perfect(request);
    });
    const report = await measureReadiness(plan, { server, tokenizer }, abort.signal);
    assert.ok(!report.ok);
    assert.equal(report.failure.kind, 'cancelled');
    assert.equal(requests.length, 1);
  });
});
