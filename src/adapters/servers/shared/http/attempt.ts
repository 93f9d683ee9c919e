/** One try of an HTTP request on one connection, with its stopwatch: connected, first byte, every read, the end. */
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Failure } from '../../../../domain/failure.ts';
import { failureOfSocket, failureOfSilence } from '../failures/failureOfSocket.ts';
import type { BodyEnding, BodyRead, Exchange, ExchangeRequest } from './exchange.ts';

export type AttemptResult =
  | { readonly kind: 'answered'; readonly answer: Exchange }
  | { readonly kind: 'diedWhenReused'; readonly error: Error }
  | { readonly kind: 'failed'; readonly failure: Failure };

export class Attempt {
  readonly #spec: ExchangeRequest;
  readonly #agent: http.Agent;
  readonly #createdAt = performance.now();
  readonly #reads: BodyRead[] = [];
  #request: ClientRequest | undefined;
  #response: IncomingMessage | undefined;
  #socket: Socket | undefined;
  #settle: ((result: AttemptResult) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sentAt: number | undefined;
  #firstByteAt: number | undefined;
  #activeAt = this.#createdAt;
  #readAt = 0;
  #readNumber = 0;
  #bodyBytes = 0;

  constructor(spec: ExchangeRequest, agent: http.Agent) {
    this.#spec = spec;
    this.#agent = agent;
  }

  run(): Promise<AttemptResult> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#spec.signal.addEventListener('abort', this.#onAbort, { once: true });
      this.#watch();
      this.#send();
    });
  }

  #send(): void {
    const { url, method, headers, body } = this.#spec;
    try {
      // the agent knows whether TLS belongs underneath
      this.#request = http.request(url, { method, headers, agent: this.#agent });
    } catch (thrown) {
      // a key with a line break, an address Node refuses
      const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
      this.#end({ kind: 'failed', failure: { kind: 'invalidInput', detail: 'The request could not be built: a header or the path has characters that HTTP does not allow.', advice: 'Check the key and the address for stray characters.', cause } });
      return;
    }
    this.#request.on('socket', this.#onSocket);
    this.#request.on('response', this.#onResponse);
    this.#request.on('error', this.#onError);
    this.#request.on('close', () => {
      this.#onError(Object.assign(new Error('connection closed without an answer'), { code: 'ECONNRESET' }));
    });
    this.#request.end(body);
  }

  readonly #onSocket = (socket: Socket): void => {
    this.#socket = socket;
    // Before the HTTP parser sees them, so that chunks of one read share one time.
    socket.prependListener('data', this.#onSocketData);
    if (!socket.connecting) this.#onConnected();
    else socket.once(this.#spec.url.protocol === 'https:' ? 'secureConnect' : 'connect', this.#onConnected);
  };

  readonly #onConnected = (): void => {
    this.#sentAt = performance.now();
    this.#activeAt = this.#sentAt;
    this.#watch();
  };

  readonly #onSocketData = (): void => {
    this.#readAt = performance.now();
    this.#firstByteAt ??= this.#readAt;
    this.#readNumber += 1;
  };

  readonly #onResponse = (response: IncomingMessage): void => {
    this.#response = response;
    response.on('data', this.#onBody);
    response.on('end', () => this.#answer({ kind: 'ended' }));
    response.on('error', (error) => this.#answer({ kind: 'cut', cause: error.message }));
    response.on('close', () => this.#answer({ kind: 'cut', cause: 'connection closed' }));
  };

  readonly #onBody = (bytes: Buffer): void => {
    this.#activeAt = this.#readAt;
    this.#bodyBytes += bytes.length;
    this.#reads.push({ atMs: this.#readAt - (this.#sentAt ?? this.#createdAt), read: this.#readNumber, bytes });
    if (this.#bodyBytes > this.#spec.maxBodyBytes) this.#refuseSize();
    else this.#spec.onRead?.(this.#reads);
  };

  #refuseSize(): void {
    const detail = `The answer of ${this.#spec.url.origin} is larger than ${this.#spec.maxBodyBytes} bytes; the rest was not read.`;
    this.#end({ kind: 'failed', failure: { kind: 'badReply', detail, advice: 'Check that the address is that of an inference server.' } });
  }

  readonly #onAbort = (): void => {
    this.#end({ kind: 'failed', failure: { kind: 'cancelled', detail: 'The request was cancelled.', advice: '' } });
  };

  readonly #onError = (error: Error): void => {
    const diedUnanswered = this.#request?.reusedSocket === true && this.#firstByteAt === undefined;
    if (diedUnanswered) this.#end({ kind: 'diedWhenReused', error });
    else if (this.#response !== undefined) this.#answer({ kind: 'cut', cause: error.message });
    else this.#end({ kind: 'failed', failure: failureOfSocket(error, this.#spec.url) });
  };

  /** One timer for all limits: it is moved only when it fires, never per read. */
  readonly #watch = (): void => {
    if (this.#settle === undefined) return;
    clearTimeout(this.#timer);
    const now = performance.now();
    const due = this.#nextDeadline();
    if (due > now) this.#timer = setTimeout(this.#watch, Math.ceil(due - now));
    // Bytes may be waiting in the kernel when this thread was busy: look at them first.
    else setImmediate(() => (this.#nextDeadline() > performance.now() ? this.#watch() : this.#giveUp()));
  };

  #nextDeadline(): number {
    const { connectMs, idleMs, totalMs } = this.#spec.limits;
    const quiet = this.#sentAt === undefined ? this.#createdAt + connectMs : this.#activeAt + idleMs;
    return totalMs === undefined ? quiet : Math.min(quiet, this.#createdAt + totalMs);
  }

  #giveUp(): void {
    const { limits, url } = this.#spec;
    const isOverlong = limits.totalMs !== undefined && performance.now() >= this.#createdAt + limits.totalMs;
    if (this.#sentAt === undefined) this.#end({ kind: 'failed', failure: failureOfSilence('connecting', limits.connectMs, url) });
    else if (this.#reads.length === 0) this.#end({ kind: 'failed', failure: failureOfSilence('answering', isOverlong ? (limits.totalMs ?? 0) : limits.idleMs, url) });
    else this.#answer(isOverlong ? { kind: 'overlong', limitMs: limits.totalMs ?? 0 } : { kind: 'silent', limitMs: limits.idleMs });
  }

  #answer(ending: BodyEnding): void {
    const sentAt = this.#sentAt ?? this.#createdAt;
    const { statusCode = 0, headers = {} } = this.#response ?? {};
    this.#end({
      kind: 'answered',
      answer: {
        status: statusCode,
        headers,
        reads: this.#reads,
        ending,
        connectMs: this.#request?.reusedSocket === true ? 0 : sentAt - this.#createdAt,
        reusedConnection: this.#request?.reusedSocket === true,
        connectionRetries: 0,
        firstByteMs: (this.#firstByteAt ?? sentAt) - sentAt,
        totalMs: performance.now() - sentAt,
      },
    });
  }

  #end(result: AttemptResult): void {
    if (this.#settle === undefined) return;
    const settle = this.#settle;
    this.#settle = undefined;
    clearTimeout(this.#timer);
    this.#spec.signal.removeEventListener('abort', this.#onAbort);
    this.#socket?.off('data', this.#onSocketData);
    // Closing the socket at once is what stops the server from generating on.
    const isClean = result.kind === 'answered' && result.answer.ending.kind === 'ended';
    if (!isClean) this.#request?.destroy();
    settle(result);
  }
}
