/** How each client is started against the mock, and where it writes what it saw. One request after the other, two to warm up. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Peers } from './provisionPeers.ts';

export interface Job {
  readonly url: string;
  readonly requests: number;
  /** Answer tokens of each request, as the mock's schedule has them. */
  readonly tokens: number;
  /** Empty and the client's own. */
  readonly folder: string;
}

export interface Seen {
  readonly ttftMs: number;
  /** Not every client tells it per request. */
  readonly tpotMs?: number;
}

export interface Client {
  readonly name: string;
  readonly command: (job: Job) => Promise<readonly string[]>;
  readonly env?: Readonly<Record<string, string>>;
  /** In the order of sending, warm-ups left out. `log` is what it printed. */
  readonly seen: (job: Job, log: string) => Promise<readonly Seen[]>;
}

const json = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8')) as T;
const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

const own = (name: string, kind: string): Client => ({
  name,
  command: ({ url, requests }) => Promise.resolve([process.execPath, path.join(import.meta.dirname, 'plimsollRole.ts'), kind, url, String(requests)]),
  seen: (_, log) => Promise.resolve(lines(log).map((line) => JSON.parse(line) as Seen)),
});

const servebench = ({ program }: Peers): Client => ({
  name: 'servebench',
  command: ({ url, requests, tokens, folder }) =>
    Promise.resolve([program('servebench'), 'run', '--url', `${url}/v1`, '--model', 'mock', '--concurrency', '1', '--num-requests', String(requests), '--input-len', '16', '--output-len', String(tokens), '--warmup', '2', '--no-gpu', '--csv-requests', path.join(folder, 'requests.csv'), '--out', path.join(folder, 'out.json')]),
  seen: async ({ folder }) => {
    const [head = '', ...rows] = lines(await readFile(path.join(folder, 'requests.csv'), 'utf8'));
    const columns = head.trim().split(',');
    const value = (row: string, name: string): number => Number(row.split(',')[columns.indexOf(name)]);
    return rows.map((row) => ({ ttftMs: value(row, 'ttft_ms'), tpotMs: value(row, 'tpot_ms') }));
  },
});

const llamaBenchy = ({ program, tokenizer }: Peers): Client => ({
  name: 'llama-benchy',
  env: { HF_HUB_OFFLINE: '1' },
  command: ({ url, requests, tokens, folder }) =>
    Promise.resolve([program('llama-benchy'), '--base-url', `${url}/v1`, '--model', 'mock', '--tokenizer', tokenizer, '--book-url', `${url}/book.txt`, '--pp', '16', '--tg', String(tokens), '--runs', String(requests), '--concurrency', '1', '--skip-coherence', '--no-adapt-prompt', '--latency-mode', 'none', '--format', 'json', '--save-result', path.join(folder, 'out.json')]),
  seen: async ({ folder }) => {
    const { benchmarks } = await json<{ readonly benchmarks: readonly { readonly e2e_ttft: { readonly values: readonly number[] }; readonly tg_throughput: { readonly values: readonly number[] } }[] }>(path.join(folder, 'out.json'));
    const [bench] = benchmarks;
    return (bench?.e2e_ttft.values ?? []).map((ttftMs, index) => ({ ttftMs, tpotMs: 1000 / (bench?.tg_throughput.values[index] ?? Number.NaN) }));
  },
});

const guidellm = ({ program }: Peers): Client => ({
  name: 'guidellm',
  command: async ({ url, requests, tokens, folder }) => {
    const prompts = path.join(folder, 'prompts.jsonl');
    await writeFile(prompts, Array.from({ length: requests + 4 }, (_, index) => `${JSON.stringify({ prompt: `Tell me about tide ${index}.` })}\n`).join(''));
    return [program('guidellm'), 'run', '--backend', `kind=openai_http,target=${url},model=mock,request_format=/v1/chat/completions,max_tokens=${tokens}`, '--profile', 'kind=synchronous', '--constraint', `kind=max_requests,count=${requests + 2}`, '--data', `kind=json_file,path=${prompts}`, '--output', `kind=json,path=${path.join(folder, 'out.json')}`, '--disable-progress'];
  },
  seen: async ({ folder }) => {
    interface Request { readonly request_start_time: number; readonly time_to_first_token_ms: number; readonly inter_token_latency_ms: number }
    const { benchmarks } = await json<{ readonly benchmarks: readonly { readonly requests: { readonly successful: readonly Request[] } }[] }>(path.join(folder, 'out.json'));
    const requests = (benchmarks[0]?.requests.successful ?? []).toSorted((a, b) => a.request_start_time - b.request_start_time);
    return requests.slice(2).map((request) => ({ ttftMs: request.time_to_first_token_ms, tpotMs: request.inter_token_latency_ms }));
  },
});

const aiperf = ({ program, tokenizer }: Peers): Client => ({
  name: 'aiperf',
  command: ({ url, requests, tokens, folder }) =>
    Promise.resolve([program('aiperf'), 'profile', '-m', 'mock', '-u', url, '--endpoint-type', 'chat', '--streaming', '--concurrency', '1', '--request-count', String(requests), '--warmup-request-count', '2', '--tokenizer', tokenizer, '--isl', '16', '--isl-stddev', '0', '--osl', String(tokens), '--use-server-token-count', '--use-legacy-max-tokens', '--no-gpu-telemetry', '--no-server-metrics', '--artifact-dir', path.join(folder, 'out'), '--ui', 'none']),
  seen: async ({ folder }) => {
    interface Line { readonly metadata: { readonly benchmark_phase: string; readonly request_start_ns: number }; readonly metrics: Readonly<Record<string, { readonly value: number } | undefined>> }
    const records = lines(await readFile(path.join(folder, 'out', 'profile_export.jsonl'), 'utf8')).map((line) => JSON.parse(line) as Line);
    const measured = records.filter(({ metadata }) => metadata.benchmark_phase === 'profiling').toSorted((a, b) => a.metadata.request_start_ns - b.metadata.request_start_ns);
    return measured.map(({ metrics }) => ({ ttftMs: metrics['time_to_first_token']?.value ?? Number.NaN, ...(metrics['inter_token_latency'] === undefined ? {} : { tpotMs: metrics['inter_token_latency'].value }) }));
  },
});

const builders = { servebench, 'llama-benchy': llamaBenchy, guidellm, aiperf } as const;

export function clientsOf(peers: Peers, names: readonly (keyof typeof builders)[]): readonly Client[] {
  return [own('Plimsoll', 'plimsoll'), own('bare node:http', 'bare'), ...names.map((name) => builders[name](peers))];
}
