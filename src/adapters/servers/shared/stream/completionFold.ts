/** Folds the reads of a streamed answer into a Completion with its times, or into the Failure that it really is. */
import type { FinishReason } from '../../../../domain/chat.ts';
import { fail, failed, ok, type Failure, type Result } from '../../../../domain/failure.ts';
import type { Completion, PromptProgress, ServerTimings } from '../../../../domain/sample.ts';
import { failureOfReply, type ReplyContext } from '../failures/failureOfReply.ts';
import { bodyText } from '../http/bodyText.ts';
import type { BodyRead, Exchange } from '../http/exchange.ts';
import { answerClock, type TimedPiece } from './answerClock.ts';
import { createFramer, type Framer } from './framing.ts';
import type { DecodeEvent, StreamPiece } from './streamPiece.ts';
import { failureOfEnding } from './streamEnding.ts';
import { ToolCallSlots } from './toolCallSlots.ts';

/** Parts of the body that came together share their moment: they are decoded in one go. */
function sameRead(reads: readonly BodyRead[], from: number): readonly BodyRead[] {
  const read = reads[from]?.read;
  let end = from + 1;
  while (end < reads.length && reads[end]?.read === read) end += 1;
  return reads.slice(from, end);
}

export class CompletionFold {
  readonly #decode: DecodeEvent;
  readonly #framer: Framer;
  readonly #pieces: TimedPiece[] = [];
  readonly #toolCalls = new ToolCallSlots();
  #now: { readonly atMs: number; readonly read: number } = { atMs: 0, read: 0 };
  #readsTaken = 0;
  #firstDeltaMs: number | undefined;
  #finishReason: FinishReason | undefined;
  #isDone = false;
  #usage: Extract<StreamPiece, { kind: 'usage' }> | undefined;
  #timings: ServerTimings | undefined;
  readonly #progress: PromptProgress[] = [];
  #error: string | undefined;
  #unreadable: string | undefined;

  constructor(decode: DecodeEvent) {
    this.#decode = decode;
    this.#framer = createFramer((data) => {
      if (this.#isDone) return;
      for (const piece of this.#decode(data)) this.#take(piece);
    });
  }

  /** Takes the reads it has not seen yet; `reads` is the growing list of one exchange. */
  catchUp(reads: readonly BodyRead[]): void {
    while (this.#readsTaken < reads.length) {
      const [first, ...more] = sameRead(reads, this.#readsTaken);
      if (first === undefined) return;
      this.#now = first;
      this.#framer.push(more.length === 0 ? first.bytes : Buffer.concat([first, ...more].map((part) => part.bytes)));
      this.#readsTaken += 1 + more.length;
    }
  }

  /** Pieces that carried text so far, for the display. */
  get pieces(): readonly TimedPiece[] {
    return this.#pieces;
  }

  finish(exchange: Exchange, context: ReplyContext, path: string): Result<Completion> {
    this.catchUp(exchange.reads);
    this.#framer.end();
    if (this.#error !== undefined) return failed(failureOfReply({ status: 0, text: this.#error, contentType: '', path }, context));
    if (this.#finishReason === undefined && !this.#isDone) return failed(this.#incomplete(exchange, context, path));
    if (this.#unreadable !== undefined) {
      return fail('badReply', `${context.url} sent an event in the stream that cannot be read.`, 'A proxy may have damaged the stream; check what stands between Plimsoll and the server.', { cause: this.#unreadable.slice(0, 300) });
    }
    return ok(this.#completion(exchange));
  }

  #take(piece: StreamPiece): void {
    switch (piece.kind) {
      case 'delta':
        this.#firstDeltaMs ??= this.#now.atMs;
        return;
      case 'text':
      case 'thinking':
        this.#pieces.push({ kind: piece.kind, text: piece.text, atMs: this.#now.atMs, read: this.#now.read });
        return;
      case 'toolCall':
        this.#toolCalls.add(piece);
        this.#pieces.push({ kind: 'toolCall', text: '', atMs: this.#now.atMs, read: this.#now.read });
        return;
      case 'finish':
        this.#finishReason ??= piece.reason;
        return;
      case 'usage':
        this.#usage = piece;
        return;
      case 'timings':
        this.#timings = piece.timings;
        return;
      case 'promptProgress':
        this.#progress.push(piece.progress);
        return;
      case 'done':
        this.#isDone = true;
        return;
      case 'error':
        this.#error ??= piece.text;
        return;
      case 'unreadable':
        this.#unreadable ??= piece.text;
    }
  }

  /** An answer that never was a stream is another failure than a stream that broke off. */
  #incomplete(exchange: Exchange, context: ReplyContext, path: string): Failure {
    const contentType = exchange.headers['content-type'] ?? '';
    const text = this.#firstDeltaMs === undefined && exchange.ending.kind === 'ended' ? bodyText(exchange.reads) : '';
    const wasStream = /event-stream|ndjson/.test(contentType) || /^\s*(data|event|id|retry|):/.test(text);
    if (text.trim() === '' || wasStream) return failureOfEnding(exchange.ending, this.#pieces.length, context.url);
    return failureOfReply({ status: exchange.status, text, contentType, path }, context);
  }

  #completion(exchange: Exchange): Completion {
    const clock = answerClock(this.#pieces, this.#firstDeltaMs);
    const counts = this.#counts();
    const toolCalls = this.#toolCalls.calls();
    // A connection that was held open after [DONE] did not make the answer slower.
    const totalMs = exchange.ending.kind === 'ended' ? exchange.totalMs : (exchange.reads.at(-1)?.atMs ?? exchange.totalMs);
    return {
      ...clock,
      toolCalls,
      finishReason: this.#finishReason ?? (toolCalls.length > 0 ? 'toolCalls' : 'other'),
      complete: true,
      ...counts,
      ...(this.#timings === undefined ? {} : { server: this.#timings }),
      ...(this.#progress.length === 0 ? {} : { promptProgress: this.#progress }),
      connectMs: exchange.connectMs,
      reusedConnection: exchange.reusedConnection,
      connectionRetries: exchange.connectionRetries,
      firstByteMs: exchange.firstByteMs,
      totalMs,
    };
  }

  #counts(): Pick<Completion, 'promptTokens' | 'cachedPromptTokens' | 'completionTokens' | 'tokenSource'> {
    const timed = this.#timings;
    const used = this.#usage;
    const timedPrompt = timed?.promptTokens === undefined ? undefined : timed.promptTokens + (timed.cachedTokens ?? 0);
    const promptTokens = used?.promptTokens ?? timedPrompt;
    const cachedPromptTokens = timed?.cachedTokens ?? used?.cachedTokens;
    const completionTokens = timed?.predictedTokens ?? used?.completionTokens ?? this.#pieces.length;
    const tokenSource = timed?.predictedTokens !== undefined ? 'serverTimings' : used?.completionTokens !== undefined ? 'usage' : 'chunks';
    return {
      completionTokens,
      tokenSource,
      ...(promptTokens === undefined ? {} : { promptTokens }),
      ...(cachedPromptTokens === undefined ? {} : { cachedPromptTokens }),
    };
  }
}
