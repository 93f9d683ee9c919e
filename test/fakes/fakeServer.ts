/** An inference server made of plain values, with fault switches; for tests of the story, where a real one would only be slow. */
import { fail, ok, type Failure, type Result } from '../../src/domain/failure.ts';
import type { ChatRequest } from '../../src/domain/chat.ts';
import type { Completion } from '../../src/domain/sample.ts';
import type { ServerReport } from '../../src/domain/server.ts';
import type { CompleteOptions, InferenceServer } from '../../src/ports/inferenceServer.ts';
import { server as exampleServer } from './runExamples.ts';

export interface FakeServer extends InferenceServer {
  readonly requests: readonly ChatRequest[];
}

export interface FakeServerOptions {
  readonly report?: Result<ServerReport>;
  /** Fails the n-th completion (0-based) with this. */
  readonly failAt?: (index: number) => Failure | undefined;
  readonly canCount?: boolean;
  readonly canUnload?: boolean;
  readonly answer?: (request: ChatRequest) => string;
  readonly beforeAnswer?: (index: number) => void;
}

/** Words and numbers; near enough to a tokeniser for a fake. */
export const countWords = (text: string): number => text.match(/\w+|[^\s\w]/g)?.length ?? 0;

function completionOf(request: ChatRequest, text: string): Completion {
  const promptTokens = countWords(request.messages.map((message) => message.content).join('\n'));
  const completionTokens = Math.max(2, Math.min(request.maxOutputTokens, countWords(text)));
  const firstTokenMs = 10 + promptTokens;
  const tokenTimesMs = Array.from({ length: completionTokens }, (_, index) => firstTokenMs + index * 10);
  const lastTokenMs = tokenTimesMs.at(-1) ?? firstTokenMs;
  return {
    text, thinking: '', toolCalls: [], finishReason: 'stop', complete: true, promptTokens, completionTokens, tokenSource: 'serverTimings',
    server: { promptMs: promptTokens, promptTokens, cachedTokens: 0, predictedMs: completionTokens * 10, predictedTokens: completionTokens },
    connectMs: 1, reusedConnection: true, connectionRetries: 0, firstByteMs: 2, firstChunkMs: firstTokenMs, firstTokenMs, firstAnswerMs: firstTokenMs, lastTokenMs, totalMs: lastTokenMs + 1, tokenTimesMs, mergedChunkShare: 0,
  };
}

export function fakeServer(options: FakeServerOptions = {}): FakeServer {
  const requests: ChatRequest[] = [];
  const complete = (request: ChatRequest, { signal, onTick }: CompleteOptions): Promise<Result<Completion>> => {
    const index = requests.length;
    requests.push(request);
    options.beforeAnswer?.(index);
    if (signal.aborted) return Promise.resolve(fail('cancelled', 'cancelled', ''));
    const failure = options.failAt?.(index);
    if (failure !== undefined) return Promise.resolve({ ok: false, failure });
    const completion = completionOf(request, options.answer?.(request) ?? 'word '.repeat(40));
    onTick?.({ chunks: completion.tokenTimesMs.length, elapsedMs: completion.totalMs, firstTokenMs: completion.firstTokenMs, textDelta: completion.text });
    return Promise.resolve(ok(completion));
  };
  const count = (text: string): Promise<Result<{ tokens: number; method: 'server'; errorShare: number }>> =>
    Promise.resolve(options.canCount === false ? fail('unsupported', 'no tokeniser', '') : ok({ tokens: countWords(text), method: 'server', errorShare: 0 }));
  return {
    requests,
    identity: exampleServer,
    report: () => Promise.resolve(options.report ?? ok(exampleServer)),
    complete,
    countPrompt: (_model, prompt) => count(prompt.messages.map((message) => message.content).join('\n')),
    countText: (_model, text) => count(text),
    load: () => Promise.resolve(fail('unsupported', 'This fake cannot load.', '')),
    activity: () => Promise.resolve(fail('unsupported', 'This fake does not say.', '')),
    unload: () => Promise.resolve(options.canUnload === true ? ok({ how: 'unloaded by the fake' }) : fail('unsupported', 'This fake cannot unload.', '')),
    roundTripMs: () => Promise.resolve(ok(0.5)),
  };
}
