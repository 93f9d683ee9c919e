/**
 * `npm run bench:peers [-- name …]`: Plimsoll beside servebench, llama-benchy, GuideLLM and AIPerf on one mock of known schedule, in turn, so
 * that a noisy moment hits all of them. Prints the error against the truth and the CPU per 1,000 tokens, and both as ratios to Plimsoll.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { median, quantileSorted } from 'simple-statistics';
import type { MockTruth } from './mockServer.ts';
import { type Client, clientsOf, type Seen } from './peers/clients.ts';
import { type PeerName, peerVersions, provisionPeers } from './peers/provisionPeers.ts';
import { type Mock, startMock } from './startMock.ts';

const run = promisify(execFile);
const rounds = 3;
const requestsPerRound = 10;
const timed = { schedule: 'ttft=50,itl=5,n=200', tokens: 200 } as const;
const saturated = { schedule: 'ttft=0,itl=0,n=500', tokens: 500, small: 20, large: 620 } as const;
const note = (line: string): unknown => process.stderr.write(`${line}\n`);

interface Ran {
  readonly seen: readonly Seen[];
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly truths: readonly MockTruth[];
}

async function runClient(client: Client, mock: Mock, schedule: string, tokens: number, requests: number): Promise<Ran> {
  await mock.setSchedule(schedule);
  await mock.truths();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plimsoll-peer-'));
  try {
    const job = { url: mock.url, requests, tokens, folder };
    const log = path.join(folder, 'log.txt');
    const { stdout } = await run('python3', [path.join(import.meta.dirname, 'peers', 'withUsage.py'), log, ...(await client.command(job))], { env: { ...process.env, ...client.env }, maxBuffer: 16 * 1024 * 1024 });
    const printed = await readFile(log, 'utf8');
    const { code, cpuSeconds, largestProcessMegabytes: megabytes } = JSON.parse(stdout) as { readonly code: number; readonly cpuSeconds: number; readonly largestProcessMegabytes: number };
    if (code !== 0) throw new Error(`${client.name} ended with ${code}: ${printed.slice(-600)}`);
    const seen = await client.seen(job, printed);
    return { seen, cpuSeconds, megabytes, truths: (await mock.truths()).slice(-seen.length) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Errors {
  readonly ttftMs: number[];
  readonly tpotPercent: number[];
}

/** Requests came one after the other, so the n-th seen is the n-th written. */
function collect({ ttftMs, tpotPercent }: Errors, { seen, truths }: Ran): void {
  for (const [index, { ttftMs: found, tpotMs }] of seen.entries()) {
    const truth = truths[index];
    if (truth === undefined || !Number.isFinite(found)) continue;
    ttftMs.push(found - truth.firstWriteMs);
    const trueTpot = (truth.lastWriteMs - truth.firstWriteMs) / (truth.tokens - 1);
    if (tpotMs !== undefined && Number.isFinite(tpotMs)) tpotPercent.push(Math.abs(tpotMs / trueTpot - 1) * 100);
  }
}

async function accuracy(clients: readonly Client[], mock: Mock): Promise<ReadonlyMap<string, Errors>> {
  const errors = new Map<string, Errors>(clients.map((client) => [client.name, { ttftMs: [], tpotPercent: [] }]));
  for (let round = 0; round < rounds; round++) {
    // forwards, then backwards
    for (const client of round % 2 === 0 ? clients : clients.toReversed()) {
      note(`  round ${round + 1} of ${rounds}: ${client.name}`);
      const mine = errors.get(client.name);
      if (mine !== undefined) collect(mine, await runClient(client, mock, timed.schedule, timed.tokens, requestsPerRound));
    }
  }
  return errors;
}

interface Cost {
  readonly microsPerToken: number;
  readonly megabytes: number;
}

/** The slope between a small and a large run: start-up does not count. */
async function cost(client: Client, mock: Mock): Promise<Cost> {
  note(`  CPU: ${client.name}`);
  const { schedule, tokens, small, large } = saturated;
  const few = await runClient(client, mock, schedule, tokens, small);
  const many = await runClient(client, mock, schedule, tokens, large);
  return { microsPerToken: ((many.cpuSeconds - few.cpuSeconds) * 1e6) / ((large - small) * tokens), megabytes: many.megabytes };
}

const percentile = (values: readonly number[], share: number): number => (values.length === 0 ? Number.NaN : quantileSorted(values.toSorted((a, b) => a - b), share));
/** As wide as its title, and never narrower than a figure. */
const cell = (text: string, title: string): string => text.padStart(Math.max(title.length, 9) + 2);

const isPeer = (name: string): name is PeerName => Object.hasOwn(peerVersions, name);
const asked = process.argv.slice(2).filter(isPeer);
const names = asked.length > 0 ? asked : (Object.keys(peerVersions) as PeerName[]);
const peers = await provisionPeers(names, note);
const mock = await startMock();
try {
  const clients = clientsOf(peers, names);
  const errors = await accuracy(clients, mock);
  const costs = new Map<string, Cost>();
  for (const client of clients) costs.set(client.name, await cost(client, mock));
  const ours = { ttft: median(errors.get('Plimsoll')?.ttftMs ?? [Number.NaN]), cpu: costs.get('Plimsoll')?.microsPerToken ?? Number.NaN };
  const head = ['TTFT error p50', 'p95', 'times ours', 'TPOT error p50', 'CPU ms/1,000 tokens', 'times ours', 'memory'];
  process.stdout.write(`${''.padEnd(16)}${head.map((title) => cell(title, title)).join('')}\n`);
  for (const { name } of clients) {
    const { ttftMs, tpotPercent } = errors.get(name) ?? { ttftMs: [], tpotPercent: [] };
    const { microsPerToken, megabytes } = costs.get(name) ?? { microsPerToken: Number.NaN, megabytes: Number.NaN };
    const p50 = percentile(ttftMs, 0.5);
    const cells = [`${p50.toFixed(2)} ms`, `${percentile(ttftMs, 0.95).toFixed(2)} ms`, `${(p50 / ours.ttft).toFixed(2)}x`, tpotPercent.length === 0 ? '–' : `${percentile(tpotPercent, 0.5).toFixed(3)} %`, microsPerToken.toFixed(2), `${(microsPerToken / ours.cpu).toFixed(1)}x`, `${megabytes.toFixed(0)} MB`];
    process.stdout.write(`${name.padEnd(16)}${cells.map((text, index) => cell(text, head[index] ?? '')).join('')}\n`);
  }
  process.stdout.write(`\nMock: TTFT 50 ms, ITL 5 ms, 200 tokens, ${rounds} × ${requestsPerRound} requests each, one at a time, in turn. CPU: marginal, 500-token streams as fast as they go.\n`);
} finally {
  mock.stop();
}
