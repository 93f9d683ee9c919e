/** The tasks of the readiness check: what the agent would send, and how the reply is judged. */
import type { ChatMessage } from '../../domain/chat.ts';
import type { ReadinessAspect, ToolStyle } from '../../domain/readiness.ts';
import type { Completion } from '../../domain/sample.ts';
import { agentTools, completionTool } from './agentTools.ts';
import { applySearchReplace } from './searchReplace.ts';
import { callsOf, type CheckedCall } from './toolCalls.ts';

export interface ReadinessTask {
  readonly id: string;
  readonly aspect: ReadinessAspect;
  /** Everything after the system prompt. */
  readonly messages: readonly ChatMessage[];
  /** undefined when the reply is right, else what is wrong. */
  readonly problemOf: (answer: Pick<Completion, 'text' | 'toolCalls' | 'finishReason'>) => string | undefined;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value));

const user = (content: string): ChatMessage => ({ role: 'user', content });

/** All tasks in one style; three for each aspect. */
export function readinessTasks(style: ToolStyle): readonly ReadinessTask[] {
  return [...validCalls(style), ...rightTools(style), ...hardArguments(style), ...stops(style), ...edits];
}

const toolsOf = (style: ToolStyle): typeof agentTools => (style === 'native' ? agentTools : [...agentTools, completionTool]);

/** One valid call, judged further by `judge`. */
function oneCall(style: ToolStyle, judge: (call: CheckedCall) => string | undefined): ReadinessTask['problemOf'] {
  return (answer) => {
    const calls = callsOf(answer, style, toolsOf(style));
    const [call] = calls;
    if (!call) return answer.finishReason === 'length' ? 'cut off before a tool call' : 'no tool call';
    if (style === 'xml' && calls.length > 1) return `${calls.length} tool calls in one message`;
    return calls.find(({ problem }) => problem !== undefined)?.problem ?? judge(call);
  };
}

function validCalls(style: ToolStyle): readonly ReadinessTask[] {
  const ask = (id: string, request: string): ReadinessTask => ({ id, aspect: 'validCall', messages: [user(request)], problemOf: oneCall(style, () => undefined) });
  return [
    ask('valid-read', 'What does the file src/server/router.ts export? Look at it first.'),
    ask('valid-list', 'Which folders are there in packages? Use your tools to find out.'),
    ask('valid-run', 'Run the unit tests with npm test.'),
  ];
}

function rightTools(style: ToolStyle): readonly ReadinessTask[] {
  const ask = (id: string, request: string, tool: string, key: string, pattern: RegExp): ReadinessTask => ({
    id,
    aspect: 'rightTool',
    messages: [user(request)],
    problemOf: oneCall(style, ({ name, args }) => {
      if (name !== tool) return `called ${name} instead of ${tool}`;
      const value = args[key];
      return typeof value === 'string' && pattern.test(value) ? undefined : `${key} is ${JSON.stringify(value)}`;
    }),
  });
  return [
    ask('choose-search', 'Find every place under src that calls the function parseConfig.', 'search_files', 'regex', /parseConfig/),
    ask('choose-read', 'Show me the content of docs/setup.md.', 'read_file', 'path', /^(\.\/)?docs\/setup\.md$/),
    ask('choose-fetch', 'Summarise the page https://example.com/changelog for me.', 'fetch_web_content', 'url', /^https:\/\/example\.com\/changelog$/),
  ];
}

function hardArguments(style: ToolStyle): readonly ReadinessTask[] {
  const exactly = (id: string, request: string, tool: string, wanted: Readonly<Record<string, string>>): ReadinessTask => ({
    id,
    aspect: 'hardArguments',
    messages: [user(request)],
    problemOf: oneCall(style, ({ name, args }) => {
      if (name !== tool) return `called ${name} instead of ${tool}`;
      const wrong = Object.entries(wanted).find(([key, value]) => textOf(args[key]).trim() !== value);
      return wrong === undefined ? undefined : `${wrong[0]} is ${JSON.stringify(args[wrong[0]])}`;
    }),
  });
  return [
    exactly('quotes', 'Create the file greet.py with exactly this one line:\nprint("It\'s \\"fine\\"")', 'write_file', { path: 'greet.py', content: 'print("It\'s \\"fine\\"")' }),
    exactly('lines', 'Create the file config/limits.json with exactly these three lines:\n{\n  "retries": 3\n}', 'write_file', { path: 'config/limits.json', content: '{\n  "retries": 3\n}' }),
    exactly('command', 'Run exactly this command; it needs no approval: grep -rn "TODO: \'fix\'" src --include="*.ts"', 'run_command', { command: 'grep -rn "TODO: \'fix\'" src --include="*.ts"' }),
  ];
}

/** A finished tool call, and what came of it. */
function history(style: ToolStyle, request: string, name: string, args: Readonly<Record<string, string>>, result: string): readonly ChatMessage[] {
  if (style === 'native') {
    return [
      user(request),
      { role: 'assistant', content: '', toolCalls: [{ id: 'call_00000001', name, argumentsText: JSON.stringify(args) }] },
      { role: 'tool', toolCallId: 'call_00000001', content: result },
    ];
  }
  const xml = Object.entries(args).map(([key, value]) => `<${key}>${value}</${key}>`).join('\n');
  return [user(request), { role: 'assistant', content: `<${name}>\n${xml}\n</${name}>` }, user(`[${name}] Result:\n${result}`)];
}

function stops(style: ToolStyle): readonly ReadinessTask[] {
  const done = (id: string, messages: readonly ChatMessage[], answer: RegExp): ReadinessTask => ({
    id,
    aspect: 'stopsWhenDone',
    messages,
    problemOf: (reply) => {
      if (reply.finishReason === 'length') return 'went on until it was cut off';
      const calls = callsOf(reply, style, toolsOf(style));
      const last = calls.find(({ name }) => name !== completionTool.name);
      if (last) return `called ${last.name} again`;
      if (style === 'xml' && calls.length === 0) return 'did not present the result with attempt_completion';
      const said = style === 'xml' ? textOf(calls[0]?.args['result']) : reply.text;
      return answer.test(said) ? undefined : 'ended without the answer';
    },
  });
  return [
    done('stop-version', history(style, 'Which version does package.json have? Tell me only the version.', 'read_file', { path: 'package.json' }, '{\n  "name": "shop",\n  "version": "4.12.7"\n}'), /4\.12\.7/),
    done('stop-count', history(style, 'How many tests fail?', 'run_command', { command: 'npm test', requires_approval: 'false' }, 'tests 48\npass 45\nfail 3'), /\b(3|three)\b/i),
    done('stop-missing', history(style, 'Is there a file called LICENSE in this folder?', 'list_files', { path: '.' }, 'README.md\npackage.json\nsrc/'), /\bno\b|not|n't/i),
  ];
}

const editRules =
  'Reply with one edit of the file and nothing else, in this form, with the SEARCH part copied exactly from the file and as short as possible:\n------- SEARCH\nold lines\n=======\nnew lines\n+++++++ REPLACE';

function edit(id: string, file: string, content: string, wish: string, wanted: string): ReadinessTask {
  return {
    id,
    aspect: 'cleanEdit',
    messages: [user(`This is ${file}:\n\n${content}\n\n${wish} Change nothing else.\n\n${editRules}`)],
    problemOf: (answer) => {
      const outcome = applySearchReplace(content, answer.text);
      if (!outcome.applied) return outcome.problem;
      return outcome.content.trimEnd() === wanted.trimEnd() ? undefined : 'applies, but gives another file than asked for';
    },
  };
}

const greetFile = 'def greet(name):\n    message = "Hello, " + name\n    print(message)\n\n\ndef leave(name):\n    message = "Goodbye, " + name\n    print(message)\n';
const retryFile = 'const maxRetries = 3;\nconst delayMs = 250;\n\nexport function retry(run) {\n  for (let attempt = 0; attempt < maxRetries; attempt++) {\n    if (run()) return true;\n  }\n  return false;\n}\n';

/** The same in both styles: the form of edits does not depend on how tools are called. */
const edits: readonly ReadinessTask[] = [
  edit('edit-number', 'retry.js', retryFile, 'Change maxRetries from 3 to 5.', retryFile.replace('maxRetries = 3', 'maxRetries = 5')),
  edit('edit-text', 'greet.py', greetFile, 'In leave, say "Farewell, " instead of "Goodbye, ".', greetFile.replace('Goodbye', 'Farewell')),
  edit('edit-rename', 'retry.js', retryFile, 'Return null instead of false at the end of the function.', retryFile.replace('return false', 'return null')),
];
