/** Feeds bytes in given portions to the fold, as if each portion had come by one read, ten milliseconds apart. */
import { CompletionFold } from '../../../src/adapters/servers/shared/stream/completionFold.ts';
import type { BodyEnding } from '../../../src/adapters/servers/shared/http/exchange.ts';
import { createOpenAiDecoder } from '../../../src/adapters/servers/shared/stream/openAiDecoder.ts';
import type { DecodeEvent } from '../../../src/adapters/servers/shared/stream/streamPiece.ts';
import type { Result } from '../../../src/domain/failure.ts';
import type { Completion } from '../../../src/domain/sample.ts';

export interface FoldOptions {
  readonly decode?: DecodeEvent;
  readonly ending?: BodyEnding;
  readonly contentType?: string;
}

export const readIntervalMs = 10;

export function foldBytes(portions: readonly Uint8Array[], options: FoldOptions = {}): Result<Completion> {
  const reads = portions.map((bytes, place) => ({ atMs: (place + 1) * readIntervalMs, read: place + 1, bytes: Buffer.from(bytes) }));
  const fold = new CompletionFold(options.decode ?? createOpenAiDecoder());
  const exchange = {
    status: 200,
    headers: { 'content-type': options.contentType ?? 'text/event-stream' },
    reads,
    ending: options.ending ?? { kind: 'ended' },
    connectMs: 1,
    reusedConnection: false,
    connectionRetries: 0,
    firstByteMs: 5,
    totalMs: portions.length * readIntervalMs + 1,
  } as const;
  return fold.finish(exchange, { kind: 'openai', url: 'http://127.0.0.1:1', hasKey: false }, '/v1/chat/completions');
}

export const foldText = (text: string, options?: FoldOptions): Result<Completion> => foldBytes([Buffer.from(text)], options);

/** What must not depend on how the bytes were cut. */
export function meaningOf(result: Result<Completion>): unknown {
  if (!result.ok) return result.failure;
  const { text, thinking, toolCalls, finishReason, promptTokens, completionTokens, cachedPromptTokens, tokenSource, server, tokenTimesMs } = result.value;
  return { text, thinking, toolCalls, finishReason, promptTokens, completionTokens, cachedPromptTokens, tokenSource, server, pieces: tokenTimesMs.length };
}

/** Every way to cut the bytes in two, and byte by byte. */
export function* everyCut(bytes: Buffer): Generator<readonly Buffer[]> {
  for (let at = 0; at <= bytes.length; at += 1) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (byte) => Buffer.from([byte]));
}
