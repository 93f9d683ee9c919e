/** The language server as its own process, spoken to over stdio by a real client connection. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CodeLens, type CompletionItem, type Diagnostic, type Hover, type ProtocolConnection, StreamMessageReader, StreamMessageWriter, createProtocolConnection } from 'vscode-languageserver/node';
import { type EditorHelp, editorHelpChanged } from '../../../src/protocol/languageServer.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const help: EditorHelp = { agent: 'cline-next', model: { id: 'qwen2.5-coder:32b', contextWindow: 32_768 }, sentences: {} };

describe('the language server', { timeout: 60_000 }, () => {
  let child: ChildProcess;
  let connection: ProtocolConnection;
  const diagnostics = new Map<string, readonly Diagnostic[]>();
  let versions = 1;

  before(async () => {
    child = spawn(process.execPath, [path.join(root, 'src', 'shells', 'languageServer', 'main.ts'), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    assert.ok(child.stdout && child.stdin);
    connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    connection.onNotification('textDocument/publishDiagnostics', (published: { uri: string; diagnostics: Diagnostic[] }) => void diagnostics.set(published.uri, published.diagnostics));
    connection.onRequest('workspace/codeLens/refresh', () => undefined);
    connection.listen();
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: { workspace: { codeLens: { refreshSupport: true } } }, initializationOptions: help });
    await connection.sendNotification('initialized', {});
  });

  after(async () => {
    const ended = once(child, 'exit');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    await ended;
    connection.dispose();
  });

  async function open(uri: string, text: string): Promise<void> {
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'markdown', version: ++versions, text } });
  }

  const lenses = (uri: string): Promise<CodeLens[]> => connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  const hover = (uri: string, line: number, character = 0): Promise<Hover | null> => connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  const complete = (uri: string, line: number, character: number): Promise<CompletionItem[]> => connection.sendRequest('textDocument/completion', { textDocument: { uri }, position: { line, character } });

  it('says what a rules file costs of the model’s window', async () => {
    const uri = 'file:///project/.clinerules';
    await open(uri, 'Use tabs.\n'.repeat(400));
    const [lens] = await lenses(uri);
    // cl100k_base: "Use", " tabs", ".\n"
    assert.equal(lens?.command?.title, "1,200 tokens — 3.7 % of qwen2.5-coder:32b's 32,768");
    assert.equal(lens.command.command, 'plimsoll.checkContextBudget');
  });

  for (const uri of ['file:///p/AGENTS.md', 'file:///p/CLAUDE.md', 'file:///p/.clinerules/style.md', 'file:///p/.roo/rules-code/a.md', 'file:///p/.kilo/rules/a.md', 'file:///c%3A/p/AGENTS.md']) {
    it(`knows ${uri} as a rules file`, async () => {
      await open(uri, 'Be brief.');
      assert.equal((await lenses(uri)).length, 1);
    });
  }

  it('does not take any Markdown file for rules', async () => {
    await open('file:///p/README.md', 'Be brief.');
    assert.deepEqual((await lenses('file:///p/README.md')) ?? [], []);
  });

  it('shows the whole budget on hover: agent prompt, this file, one answer, what is left', async () => {
    const shown = await hover('file:///project/.clinerules', 0);
    const text = (shown?.contents as { value: string }).value;
    assert.match(text, /Cline 4[^|]*\| 3,000 \|/);
    assert.match(text, /\.clinerules \| 1,200 \|/);
    assert.match(text, /room for one answer \| 4,096 \|/);
    assert.match(text, /24,472 tokens are left/);
  });

  it('warns when rules, prompt and answer do not fit, and offers the budget', async () => {
    const uri = 'file:///project/AGENTS.md';
    await open(uri, 'Use tabs.\n'.repeat(9_000));
    const found = await eventually(() => diagnostics.get(uri)?.[0]);
    assert.match(textOf(found.message), /need 34,096 tokens, qwen2\.5-coder:32b serves 32,768/);
    const actions: { command?: { command: string } }[] = await connection.sendRequest('textDocument/codeAction', { textDocument: { uri }, range: found.range, context: { diagnostics: [found] } });
    assert.equal(actions[0]?.command?.command, 'plimsoll.checkContextBudget');
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await eventually(() => (diagnostics.get(uri)?.length === 0 ? true : undefined));
  });

  it('follows a change of model and of language', async () => {
    const sentence = "{0} tokens — {1} % of {2}'s {3}";
    await connection.sendNotification(editorHelpChanged, { ...help, model: { id: 'small', contextWindow: 8_192 }, sentences: { [sentence]: '{2}의 {3} 중 {1} % — {0} 토큰' } });
    assert.equal((await lenses('file:///project/.clinerules'))[0]?.command?.title, 'small의 8,192 중 14.6 % — 1,200 토큰');
    await connection.sendNotification(editorHelpChanged, help);
  });

  it('updates the lens of a 200 kB rules file within 100 ms of an edit', async () => {
    const uri = 'file:///large/AGENTS.md';
    const text = readFileSync(path.join(root, 'LICENSE'), 'utf8');
    const large = Array.from({ length: Math.ceil(200_000 / text.length) }, (_, index) => `## Rule ${String(index)}\n\n${text}`).join('\n');
    await open(uri, large);
    await lenses(uri);
    const times: number[] = [];
    for (let edit = 0; edit < 5; edit++) {
      const position = { line: 40 + edit * 300, character: 0 };
      const startedAt = performance.now();
      await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: ++versions }, contentChanges: [{ range: { start: position, end: position }, text: `edit ${String(edit)} ` }] });
      await lenses(uri);
      times.push(performance.now() - startedAt);
    }
    // the best of five: other work on the machine must not decide
    assert.ok(Math.min(...times) <= 100, times.join(', '));
  });

  it('counts an edited file as if it were read anew', async () => {
    const title = async (uri: string): Promise<string | undefined> => (await lenses(uri))[0]?.command?.title;
    const uri = 'file:///fresh/AGENTS.md';
    const text = readFileSync(path.join(root, 'LICENSE'), 'utf8').repeat(5);
    await open(uri, text);
    const position = { line: 7, character: 3 };
    await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: ++versions }, contentChanges: [{ range: { start: position, end: position }, text: '\n\n   한국어 규칙\n' }] });
    const lines = text.split('\n');
    const edited = [...lines.slice(0, 7), `${(lines[7] ?? '').slice(0, 3)}\n\n   한국어 규칙\n${(lines[7] ?? '').slice(3)}`, ...lines.slice(8)].join('\n');
    await open('file:///fresh/CLAUDE.md', edited);
    assert.equal(await title(uri), await title('file:///fresh/CLAUDE.md'));
  });

  it('finds every problem of a scenario file at its line', async () => {
    const uri = 'file:///p/mine.scenario.yaml';
    await open(uri, 'id: Not An Id\ntitle: x\nkind: function\ndefaultLanguage: python\nvariants: {}\ntests: []\nsurprise: 1\n');
    const found = await eventually(() => (diagnostics.get(uri)?.length ?? 0) > 0 ? diagnostics.get(uri) : undefined);
    assert.deepEqual(found.find(({ message }) => textOf(message).startsWith('id:'))?.range.start.line, 0);
    assert.deepEqual(found.find(({ message }) => textOf(message).startsWith('tests:'))?.range.start.line, 5);
    assert.ok(found.some(({ message }) => textOf(message).includes('surprise')));
    assert.deepEqual(await lenses(uri), [], 'a broken scenario cannot be run');
  });

  it('accepts every built-in scenario and offers to run it', async () => {
    const uri = 'file:///p/.plimsoll/scenarios/debugging.yaml';
    await open(uri, readFileSync(path.join(root, 'scenarios', 'debugging.yaml'), 'utf8'));
    const [lens] = await lenses(uri);
    assert.equal(lens?.command?.command, 'plimsoll.runScenario');
    assert.deepEqual(await eventually(() => diagnostics.get(uri)), []);
  });

  it('completes keys and values from the schema, and explains them', async () => {
    const uri = 'file:///p/new.scenario.yaml';
    await open(uri, 'id: mine\nkind: \nvariants:\n  python:\n    \n');
    assert.ok((await complete(uri, 1, 6)).some(({ label }) => label === 'unit-test'));
    const inVariant = (await complete(uri, 4, 4)).map(({ label }) => label);
    assert.deepEqual(inVariant.toSorted(), ['entryPoint', 'given', 'mutants', 'prompt', 'references']);
    const top = (await complete(uri, 5, 0)).map(({ label }) => label);
    assert.ok(top.includes('deadlineMs') && !top.includes('id'), top.join(' '));
    await open('file:///p/hover.scenario.yaml', 'kind: function\nvariants:\n  python:\n    entryPoint: f\n');
    const shown = await hover('file:///p/hover.scenario.yaml', 3, 6);
    assert.match((shown?.contents as { value: string }).value, /Function or class the answer must define/);
  });
});

async function eventually<T>(look: () => T | undefined): Promise<T> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > giveUpAt) throw new Error('It did not come within 10 s.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const textOf = (message: Diagnostic['message']): string => (typeof message === 'string' ? message : message.value);
