/** What the guard costs, in one run against a bare node:http pipe between the same client and server: `node test/bench/guard.ts [soak seconds]`. */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import http from 'node:http';
import path from 'node:path';

interface Usage {
  readonly cpuMs: number;
  readonly residentBytes: number;
}

interface Role {
  readonly url: string;
  readonly usage: () => Promise<Usage>;
  readonly end: () => void;
}

const nextMessage = <T>(child: ChildProcess): Promise<T> => new Promise((resolve) => child.once('message', (message) => resolve(message as T)));

async function startRole(role: 'server' | 'pipe' | 'guard', upstream = ''): Promise<Role> {
  const child = fork(path.join(import.meta.dirname, 'guardRole.ts'), [role, upstream], { execArgv: ['--expose-gc'] });
  const { url } = await nextMessage<{ url: string }>(child);
  const usage = (): Promise<Usage> => {
    const answer = nextMessage<Usage>(child);
    child.send('usage');
    return answer;
  };
  return { url, usage, end: () => child.disconnect() };
}

const agent = new http.Agent({ keepAlive: true });
const tool = (index: number): object => ({ type: 'function', function: { name: `tool_${index}`, description: 'Reads one or more files of the workspace and returns their text. '.repeat(4), parameters: { type: 'object', properties: { paths: { type: 'array', items: { type: 'string' } } }, required: ['paths'] } } });
const systemPrompt = 'You are a coding agent. Think before you change anything and keep each edit small. '.repeat(50);
const tools = Array.from({ length: 25 }, (_, index) => tool(index));

/** As large as Cline's first request. */
const bodyOf = (events: number, everyMs: number): string =>
  JSON.stringify({ model: 'm', stream: true, max_tokens: 4_096, tools, messages: [{ role: 'system', content: systemPrompt }, { role: 'user', content: `events=${events} everyMs=${everyMs}` }] });

interface Streamed {
  readonly ttftMs: number;
  readonly totalMs: number;
  readonly bytes: number;
  readonly hash: string;
}

function ask(url: string, events: number, everyMs = 0): Promise<Streamed> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const hash = createHash('sha256');
    let [ttftMs, bytes] = [0, 0];
    const request = http.request(`${url}/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, agent }, (response) => {
      response.on('data', (chunk: Buffer) => {
        if (bytes === 0) ttftMs = performance.now() - startedMs;
        bytes += chunk.length;
        hash.update(chunk);
      });
      response.on('end', () => resolve({ ttftMs, totalMs: performance.now() - startedMs, bytes, hash: hash.digest('hex') }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(bodyOf(events, everyMs));
  });
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** A B B A, so that a drift of the machine falls on both. */
async function compareTtft(pipe: Role, guard: Role, rounds: number): Promise<{ readonly pipeMs: number; readonly guardMs: number }> {
  const times = { pipe: [] as number[], guard: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['pipe', 'guard', 'guard', 'pipe'] as const) : (['guard', 'pipe', 'pipe', 'guard'] as const);
    for (const who of order) times[who].push((await ask((who === 'pipe' ? pipe : guard).url, 5)).ttftMs);
  }
  return { pipeMs: median(times.pipe), guardMs: median(times.guard) };
}

interface Saturated {
  readonly cpuMicrosecondsPerEvent: number;
  readonly eventsPerSecond: number;
}

async function saturate(role: Role, events: number): Promise<Saturated> {
  const before = await role.usage();
  const { totalMs } = await ask(role.url, events);
  const after = await role.usage();
  return { cpuMicrosecondsPerEvent: ((after.cpuMs - before.cpuMs) * 1_000) / events, eventsPerSecond: (events * 1_000) / totalMs };
}

async function saturateBoth(pipe: Role, guard: Role, events: number): Promise<{ readonly pipe: Saturated; readonly guard: Saturated }> {
  const all = { pipe: [] as Saturated[], guard: [] as Saturated[] };
  for (const who of ['pipe', 'guard', 'guard', 'pipe', 'guard', 'pipe'] as const) all[who].push(await saturate(who === 'pipe' ? pipe : guard, events));
  const middle = (one: readonly Saturated[]): Saturated => ({ cpuMicrosecondsPerEvent: median(one.map((each) => each.cpuMicrosecondsPerEvent)), eventsPerSecond: median(one.map((each) => each.eventsPerSecond)) });
  return { pipe: middle(all.pipe), guard: middle(all.guard) };
}

interface Soak {
  readonly streams: number;
  readonly changedStreams: number;
  readonly residentMegabytesBefore: number;
  readonly residentMegabytesMiddle: number;
  readonly residentMegabytesAfter: number;
}

/** 200 streams at a time until the time is over; each body's hash must be the direct one's. */
async function soak(server: Role, guard: Role, seconds: number): Promise<Soak> {
  const direct = (await ask(server.url, 200, 5)).hash;
  const end = performance.now() + seconds * 1_000;
  let [streams, changedStreams] = [0, 0];
  const resident = async (): Promise<number> => (await guard.usage()).residentBytes / 1024 / 1024;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      const { hash } = await ask(guard.url, 200, 5);
      streams += 1;
      if (hash !== direct) changedStreams += 1;
    }
  };
  const residentMegabytesBefore = await resident();
  const workers = Promise.all(Array.from({ length: 200 }, worker));
  await new Promise((resolve) => setTimeout(resolve, (seconds * 1_000) / 2));
  const residentMegabytesMiddle = await resident();
  await workers;
  return { streams, changedStreams, residentMegabytesBefore, residentMegabytesMiddle, residentMegabytesAfter: await resident() };
}

const soakSeconds = Number(process.argv[2] ?? 60);
const server = await startRole('server');
const upstream = server.url.replace(/\/v1$/u, '');
const pipe = await startRole('pipe', upstream);
const guard = await startRole('guard', upstream);
await compareTtft(pipe, guard, 50);
const ttft = await compareTtft(pipe, guard, 300);
await saturateBoth(pipe, guard, 50_000);
const saturated = await saturateBoth(pipe, guard, 300_000);
const soaked = await soak(server, guard, soakSeconds);
const ratios = {
  ttft: ttft.guardMs / ttft.pipeMs,
  cpuPerEvent: saturated.guard.cpuMicrosecondsPerEvent / saturated.pipe.cpuMicrosecondsPerEvent,
  // from the first half on nothing may grow
  memory: soaked.residentMegabytesAfter / soaked.residentMegabytesMiddle,
};
const claims = {
  'TTFT at most 1.2x the pipe’s': ratios.ttft <= 1.2,
  'CPU per event at most 2x the pipe’s': ratios.cpuPerEvent <= 2,
  'at least 80,000 tokens/s': saturated.guard.eventsPerSecond >= 80_000,
  'no byte changed in any stream': soaked.changedStreams === 0 && soaked.streams > 0,
  'memory flat (at most 1.2x of half-time)': ratios.memory <= 1.2,
};
process.stdout.write(`${JSON.stringify({ schema: 'plimsoll.guardBench/v1', ttft, saturated, soaked, ratios, claims }, undefined, 2)}\n`);
for (const role of [guard, pipe, server]) role.end();
agent.destroy();
process.exitCode = Object.values(claims).every(Boolean) ? 0 : 1;
