/** Plimsoll's own client as a program of its own, so that it is measured as its peers are: whole process, start-up included. */
import { connectServer } from '../../../src/adapters/servers/connectServer.ts';
import { bareComplete, closeBare } from '../bareClient.ts';

const [kind = '', url = '', requests = '0'] = process.argv.slice(2);
const signal = new AbortController().signal;

interface Timed {
  readonly firstTokenMs: number;
  readonly lastTokenMs: number;
  readonly tokens: number;
}

async function client(): Promise<() => Promise<Timed>> {
  if (kind === 'bare') return () => bareComplete(url, 'mock');
  const server = await connectServer({ url }, signal);
  if (!server.ok) throw new Error(server.failure.detail);
  return async () => {
    const answered = await server.value.complete({ model: 'mock', messages: [{ role: 'user', content: 'x' }], maxOutputTokens: 1000, temperature: 0 }, { signal, idleTimeoutMs: 30_000 });
    if (!answered.ok) throw new Error(answered.failure.detail);
    return { ...answered.value, tokens: answered.value.tokenTimesMs.length };
  };
}

const ask = await client();
const warmUps = 2;
for (let index = 0; index < Number(requests) + warmUps; index++) {
  const { firstTokenMs, lastTokenMs, tokens } = await ask();
  if (index >= warmUps) process.stdout.write(`${JSON.stringify({ ttftMs: firstTokenMs, tpotMs: (lastTokenMs - firstTokenMs) / (tokens - 1) })}\n`);
}
closeBare();
process.exit(0);
