/** `npm run bench:self`: how exact and how cheap Plimsoll's client is, against a mock of known schedule and a bare node:http client. */
import { median, quantileSorted } from 'simple-statistics';
import { connectServer } from '../../src/adapters/servers/connectServer.ts';
import type { InferenceServer } from '../../src/ports/inferenceServer.ts';
import { bareComplete, closeBare } from './bareClient.ts';
import { startMock } from './startMock.ts';

interface Answered {
  readonly firstTokenMs: number;
  readonly lastTokenMs: number;
  readonly tokens: number;
}

type Client = (model: string) => Promise<Answered>;

const signal = new AbortController().signal;
const mock = await startMock();

async function plimsollClient(): Promise<{ readonly server: InferenceServer; readonly client: Client }> {
  const connected = await connectServer({ url: mock.url }, signal);
  if (!connected.ok) throw new Error(connected.failure.detail);
  const server = connected.value;
  const client: Client = async (model) => {
    const answered = await server.complete({ model, messages: [{ role: 'user', content: 'x' }], maxOutputTokens: 1000, temperature: 0 }, { signal, idleTimeoutMs: 30_000 });
    if (!answered.ok) throw new Error(answered.failure.detail);
    const { firstTokenMs, lastTokenMs, tokenTimesMs } = answered.value;
    return { firstTokenMs, lastTokenMs, tokens: tokenTimesMs.length };
  };
  return { server, client };
}

interface Accuracy {
  readonly ttftErrorMs: readonly number[];
  readonly tpotErrorPercent: readonly number[];
}

/** Alternating, so that a noisy moment hits both. */
async function accuracy(clients: Readonly<Record<string, Client>>, requests: number): Promise<Readonly<Record<string, Accuracy>>> {
  const found: Record<string, { ttftErrorMs: number[]; tpotErrorPercent: number[] }> = {};
  for (let index = 0; index < requests + 2; index++) {
    for (const [name, client] of Object.entries(clients)) {
      await mock.truths();
      const seen = await client('ttft=50,itl=5,n=200');
      const truth = (await mock.truths())[0];
      if (truth === undefined || index < 2) continue;
      const entry = (found[name] ??= { ttftErrorMs: [], tpotErrorPercent: [] });
      const trueTpot = (truth.lastWriteMs - truth.firstWriteMs) / (truth.tokens - 1);
      entry.ttftErrorMs.push(seen.firstTokenMs - truth.firstWriteMs);
      entry.tpotErrorPercent.push(Math.abs((seen.lastTokenMs - seen.firstTokenMs) / (seen.tokens - 1) / trueTpot - 1) * 100);
    }
  }
  return found;
}

async function together(client: Client, model: string, requests: number, concurrency: number): Promise<void> {
  let left = requests;
  await Promise.all(Array.from({ length: concurrency }, async () => {
    while (left-- > 0) await client(model);
  }));
}

interface Cost {
  readonly cpuMicrosPerToken: number;
  readonly tokensPerSecond: number;
}

/** Marginal: the slope between a small and a large run, so that start-up and requests do not count. */
async function cost(client: Client, concurrency: number): Promise<Cost> {
  const model = 'ttft=0,itl=0,n=500';
  await together(client, model, 40, concurrency);
  const measure = async (requests: number): Promise<{ cpu: number; wall: number }> => {
    const [before, started] = [process.cpuUsage(), performance.now()];
    await together(client, model, requests, concurrency);
    const used = process.cpuUsage(before);
    return { cpu: used.user + used.system, wall: performance.now() - started };
  };
  const [small, large] = [await measure(40), await measure(240)];
  return { cpuMicrosPerToken: (large.cpu - small.cpu) / (200 * 500), tokensPerSecond: (200 * 500 * 1000) / (large.wall - small.wall) };
}

async function requestsPerSecond(client: Client): Promise<number> {
  await together(client, 'ttft=0,itl=0,n=1', 300, 8);
  const [before, requests] = [process.cpuUsage(), 2000];
  await together(client, 'ttft=0,itl=0,n=1', requests, 8);
  const used = process.cpuUsage(before);
  return (requests * 1e6) / (used.user + used.system);
}

try {
  const { client } = await plimsollClient();
  const bare: Client = (model) => bareComplete(mock.url, model);
  const exact = await accuracy({ Plimsoll: client, 'bare node:http': bare }, 20);
  process.stdout.write('TTFT 50 ms, ITL 5 ms, 200 tokens, 20 requests one after the other:\n');
  for (const [name, { ttftErrorMs, tpotErrorPercent }] of Object.entries(exact)) {
    const sorted = ttftErrorMs.toSorted((a, b) => a - b);
    process.stdout.write(`  ${name.padEnd(16)} TTFT error p50 ${median(sorted).toFixed(2)} ms, p95 ${quantileSorted(sorted, 0.95).toFixed(2)} ms; TPOT error p50 ${median([...tpotErrorPercent]).toFixed(3)} %\n`);
  }
  const ratio = median([...(exact['Plimsoll']?.ttftErrorMs ?? [])]) / median([...(exact['bare node:http']?.ttftErrorMs ?? [])]);
  process.stdout.write(`  ratio of TTFT errors, Plimsoll to bare: ${ratio.toFixed(2)}\n\nSaturated streams of 500 tokens, marginal client CPU:\n`);
  for (const concurrency of [1, 8]) {
    for (const [name, chosen] of [['Plimsoll', client], ['bare node:http', bare]] as const) {
      const { cpuMicrosPerToken, tokensPerSecond } = await cost(chosen, concurrency);
      process.stdout.write(`  ${name.padEnd(16)} ${concurrency} at a time: ${cpuMicrosPerToken.toFixed(2)} µs/token, ${(1e6 / cpuMicrosPerToken).toFixed(0)} tokens/s of one core (${tokensPerSecond.toFixed(0)} seen)\n`);
    }
  }
  process.stdout.write(`\nOne-token requests per second of one core: Plimsoll ${(await requestsPerSecond(client)).toFixed(0)}, bare node:http ${(await requestsPerSecond(bare)).toFixed(0)}\n`);
} finally {
  closeBare();
  mock.stop();
}
