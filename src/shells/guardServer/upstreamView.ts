/** What the guard knows of the server behind it: its kind, each model's window, exact counts. Learned lazily, kept fresh, never in the way. */
import { connectServer } from '../../adapters/servers/connectServer.ts';
import type { Failure, Result } from '../../domain/failure.ts';
import { fail } from '../../domain/failure.ts';
import type { ServerAccess, ServerKind, ServerReport } from '../../domain/server.ts';
import type { GuardRequest } from '../../guard/guardRequest.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';

export interface UpstreamView {
  readonly kind: () => ServerKind | undefined;
  /** Window of one request for the model; waits a moment only when nothing at all is known yet. */
  readonly windowFor: (model: string) => Promise<number | undefined>;
  /** The window as known right now, without asking or waiting. */
  readonly knownWindow: (model: string) => number | undefined;
  /** Exact prompt tokens by the server's tokeniser. */
  readonly count: (request: GuardRequest, limitMs: number) => Promise<Result<number>>;
  /** Asks anew in the background: after an overflow, or when a model may have been loaded. */
  readonly askAgain: () => void;
  readonly lastFailure: () => Failure | undefined;
  readonly close: () => void;
}

export type Connect = (access: ServerAccess, signal: AbortSignal) => Promise<Result<InferenceServer>>;

const freshMs = 15_000;
const freshAfterFailureMs = 2_000;
const firstWaitMs = 2_500;

export function upstreamView(access: ServerAccess, connect: Connect = connectServer): UpstreamView {
  const abort = new AbortController();
  let server: InferenceServer | undefined;
  let report: ServerReport | undefined;
  let failure: Failure | undefined;
  let asking: Promise<void> | undefined;
  let staleAt = 0;

  const ask = async (): Promise<void> => {
    server ??= await take(connect(access, abort.signal));
    report = server === undefined ? report : ((await take(server.report(abort.signal))) ?? report);
    staleAt = Date.now() + (failure === undefined ? freshMs : freshAfterFailureMs);
  };
  const take = async <T>(asked: Promise<Result<T>>): Promise<T | undefined> => {
    const result = await asked;
    failure = result.ok ? undefined : result.failure;
    return result.ok ? result.value : undefined;
  };
  const refresh = (): Promise<void> => (asking ??= ask().finally(() => (asking = undefined)));

  return {
    kind: () => report?.kind ?? server?.identity.kind,
    windowFor: async (model) => {
      if (Date.now() >= staleAt) {
        const asked = refresh();
        if (report === undefined) await Promise.race([asked, wait(firstWaitMs, abort.signal)]);
      }
      return findWindow(report, model);
    },
    knownWindow: (model) => (Date.now() < staleAt ? findWindow(report, model) : undefined),
    count: async (request, limitMs) => {
      if (server === undefined) return fail('unsupported', 'The server is not known yet.', '');
      const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(limitMs)]);
      const counted = await server.countPrompt(request.model, { messages: request.messages, tools: request.tools }, signal);
      return counted.ok ? { ok: true, value: counted.value.tokens } : counted;
    },
    askAgain: () => void refresh(),
    lastFailure: () => failure,
    close: () => abort.abort(),
  };
}

/** llama.cpp answers to any model name, so its only model stands for all. */
function findWindow(report: ServerReport | undefined, model: string): number | undefined {
  const named = report?.models.find((one) => one.id === model || one.id === `${model}:latest`);
  const only = report?.models.length === 1 ? report.models[0] : undefined;
  return (named ?? only)?.contextWindow;
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    timer.unref();
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
