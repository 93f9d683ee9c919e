/** Which servers answer, what they are and which models they have: every address at the same time, within a time limit. */
import { fail, type Failure, type Result } from '../domain/failure.ts';
import type { ProbeFailure, ProbeReport, ServerReport } from '../domain/server.ts';
import type { InferenceServer } from '../ports/inferenceServer.ts';
import { checkToolCalls } from './checkToolCalls.ts';
import type { ProbeAddress } from './defaultAddresses.ts';
import { noticesFor } from './noticesFor.ts';

export interface ProbeOptions {
  /** Sends one tiny chat request with a tool to each loaded model: costs a prefill, so only on demand. */
  readonly checksToolCalls?: boolean;
  /** An address is given up after this time. */
  readonly timeLimitMs?: number;
}

const defaultAddressLimitMs = 1_900;
// Connecting gives up a silent port by itself in less than 2 s; a configured server that did answer may list many models.
const configuredLimitMs = 6_000;

type Connect<A extends ProbeAddress> = (access: A, signal: AbortSignal) => Promise<Result<InferenceServer>>;

interface Probed {
  readonly address: ProbeAddress;
  readonly result: Result<ServerReport>;
}

export async function probeServers<A extends ProbeAddress>(addresses: readonly A[], connect: Connect<A>, signal: AbortSignal, options: ProbeOptions = {}): Promise<ProbeReport> {
  const limitOf = (address: A): number => options.timeLimitMs ?? (address.isDefault === true ? defaultAddressLimitMs : configuredLimitMs);
  const probed = await Promise.all(
    addresses.map(async (address): Promise<Probed> => ({ address, result: await probeWithin(limitOf(address), address, connect, signal, options) })),
  );
  const servers = probed.flatMap(({ result }) => (result.ok ? [result.value] : []));
  return { servers, failures: failuresWorthALine(probed, servers.length > 0) };
}

async function probeWithin<A extends ProbeAddress>(limitMs: number, address: A, connect: Connect<A>, signal: AbortSignal, options: ProbeOptions): Promise<Result<ServerReport>> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  try {
    const server = await connect(address, AbortSignal.any([signal, limit.signal]));
    if (!server.ok) return silenceOr(server.failure, limit.signal, address, limitMs);
    const limited = AbortSignal.any([signal, limit.signal]);
    const [report, activity] = await Promise.all([server.value.report(limited), server.value.activity(limited)]);
    if (!report.ok) return silenceOr(report.failure, limit.signal, address, limitMs);
    clearTimeout(timer); // a tool-call check may load and prefill: it has limits of its own
    return { ok: true, value: await withNotices(server.value, { ...report.value, ...(activity.ok ? { activity: activity.value } : {}) }, signal, options) };
  } finally {
    clearTimeout(timer);
  }
}

function silenceOr(failure: Failure, limit: AbortSignal, address: ProbeAddress, limitMs: number): Result<ServerReport> {
  if (failure.kind !== 'cancelled' || !limit.aborted) return { ok: false, failure };
  const detail = `${address.url} accepts connections but had not answered after ${(limitMs / 1000).toFixed(1)} s.`;
  return fail('noFirstByte', detail, 'The server hangs or is busy loading a model; look into its log, or probe again later.');
}

async function withNotices(server: InferenceServer, report: ServerReport, signal: AbortSignal, options: ProbeOptions): Promise<ServerReport> {
  const refused = new Map<string, Failure>();
  for (const model of options.checksToolCalls === true ? report.models : []) {
    if (model.loaded === false) continue; // asking would load it
    const failure = await checkToolCalls(server, model.id, signal);
    if (failure !== undefined) refused.set(model.id, failure);
  }
  const models = report.models.map((model) => (refused.has(model.id) ? { ...model, supportsTools: false } : model));
  return { ...report, models, notices: [...report.notices, ...noticesFor(report), ...refused.values()] };
}

/** Of the usual ports only what the user can cure is told one by one; that nothing listens there is one line, and only if nobody answered. */
function failuresWorthALine(probed: readonly Probed[], someoneAnswered: boolean): readonly ProbeFailure[] {
  const failures = probed.flatMap(({ address, result }) => (result.ok ? [] : [{ address, failure: result.failure }]));
  const told = failures.filter(({ address, failure }) => address.isDefault !== true || failure.kind === 'unauthorised' || failure.kind === 'busy');
  const lines = told.map(({ address, failure }) => ({ url: address.url, failure }));
  const silent = failures.filter(({ address }) => address.isDefault === true);
  if (someoneAnswered || lines.length > 0 || silent.length === 0) return lines;
  return [nobodyAnswers(silent.map(({ address }) => address.url))];
}

function nobodyAnswers(urls: readonly string[]): ProbeFailure {
  const ports = urls.map((url) => new URL(url).port).join(', ');
  const advice =
    'Start one: ollama serve · vllm serve MODEL --enable-auto-tool-choice --tool-call-parser hermes · llama-server -m MODEL.gguf -c 32768 --jinja · lms server start. Or give the address of a running one.';
  return { url: urls[0] ?? '', failure: { kind: 'serverGone', detail: `No inference server answers on the usual ports of this machine (${ports}).`, advice } };
}
