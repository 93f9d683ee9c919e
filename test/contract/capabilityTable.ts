/** The table of docs/servers.md: what each adapter can do, as the contract suite checks it, and on what evidence. */
import type { Capabilities, ProtocolFake } from '../fakes/protocols/protocolFake.ts';
import { allFakes } from './allFakes.ts';

const columns: readonly (readonly [title: string, capability: keyof Capabilities])[] = [
  ['served window', 'listsWindow'],
  ['counts prompt', 'countsPrompt'],
  ['counts tools', 'countsTools'],
  ['counts text', 'countsText'],
  ['loads', 'loads'],
  ['unloads', 'unloads'],
  ['says how busy', 'tellsActivity'],
  ['server timings', 'serverTimings'],
];

/** Where the suite was run against the product itself; everybody else is a stand-in written from sources and documents. */
const evidence: Readonly<Record<string, string>> = {
  'llama.cpp': 'real (every `npm test`)',
  Ollama: 'real 0.17.4 (`npm run test:ollama`, in CI)',
  'vLLM 0.15.1': 'recorded answers of the real server',
  'vLLM 0.16.0': 'recorded answers of the real server',
  'vLLM 0.20.2': 'real, on a CPU (`npm run test:vllm`, by hand)',
  'vLLM 0.32.0': 'real, on a CPU (`npm run test:vllm`, by hand)',
};

export function capabilityTable(): string {
  const head = ['server', ...columns.map(([title]) => title), 'refusals recognised', 'evidence'];
  const rows = allFakes.map((makeFake) => rowOf(makeFake()));
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf(fake: ProtocolFake): readonly string[] {
  const abilities = columns.map(([, capability]) => (fake.capabilities[capability] ? 'yes' : '–'));
  return [fake.name, ...abilities, String(fake.refusals.length), evidence[fake.name] ?? 'protocol fixture'];
}
