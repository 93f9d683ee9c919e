/** Several streams at once, each sending its next request when it is due and the one before is answered. */
import { max, min, sum } from 'simple-statistics';
import type { ChatMessage } from '../../domain/chat.ts';
import type { Failure } from '../../domain/failure.ts';
import type { LoadLevel } from '../../domain/load.ts';
import type { Completion } from '../../domain/sample.ts';
import type { Clock } from '../../ports/clock.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';
import { clientDecodeRate } from '../sampleOf.ts';
import { figureOf } from '../statistics/figure.ts';

export interface StreamsQuestion {
  readonly server: InferenceServer;
  readonly model: string;
  readonly streams: number;
  readonly requestsPerStream: number;
  /** Milliseconds between the due times of a stream's requests; 0: at once. */
  readonly paceMs: number;
  /** A prompt that no cache knows. */
  readonly promptOf: (stream: number, request: number) => Promise<readonly ChatMessage[]>;
  readonly maxOutputTokens: number;
  readonly idleTimeoutMs: number;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

interface Sent {
  readonly dueMs: number;
  readonly sentMs: number;
  readonly endedMs: number;
  readonly completion?: Completion;
  readonly failure?: Failure;
}

type Prompts = readonly (readonly (readonly ChatMessage[])[])[];

/** Due times are fixed in advance: a stream that is late sends at once, and its lateness is part of the latency from schedule. */
async function runStream(question: StreamsQuestion, prompts: readonly (readonly ChatMessage[])[], startMs: number): Promise<readonly Sent[]> {
  const { server, model, maxOutputTokens, idleTimeoutMs, clock, signal, paceMs } = question;
  const sent: Sent[] = [];
  for (const [index, messages] of prompts.entries()) {
    if (signal.aborted) break;
    const early = startMs + index * paceMs - clock.nowMs();
    if (paceMs > 0 && early > 0) await question.wait(early, signal);
    const sentMs = clock.nowMs();
    const answered = await server.complete({ model, messages, maxOutputTokens, temperature: 0, seed: index, mayUsePromptCache: false }, { signal, idleTimeoutMs });
    const moment = { dueMs: paceMs === 0 ? sentMs : startMs + index * paceMs, sentMs, endedMs: clock.nowMs() };
    sent.push(answered.ok ? { ...moment, completion: answered.value } : { ...moment, failure: answered.failure });
  }
  return sent;
}

function preparePrompts({ streams, requestsPerStream, promptOf }: StreamsQuestion): Promise<Prompts> {
  // before the clock starts: counting tokens is work for the server too
  return Promise.all(
    Array.from({ length: streams }, async (_, stream) => {
      const prompts: (readonly ChatMessage[])[] = [];
      for (let request = 0; request < requestsPerStream; request++) prompts.push(await promptOf(stream, request));
      return prompts;
    }),
  );
}

const tokensOf = (completion: Completion): number => completion.completionTokens ?? completion.tokenTimesMs.length;

function levelOf(streams: number, sent: readonly Sent[]): Omit<LoadLevel, 'scaling'> {
  const valid = sent.flatMap(({ completion, ...moment }) => (completion === undefined ? [] : [{ ...moment, completion }]));
  const seconds = sent.length === 0 ? 0 : (max(sent.map((one) => one.endedMs)) - min(sent.map((one) => one.sentMs))) / 1000;
  const named = <K extends string>(name: K, values: readonly (number | undefined)[]): Partial<Record<K, NonNullable<ReturnType<typeof figureOf>>>> => {
    const figure = figureOf(values.filter((value) => value !== undefined));
    return figure === undefined ? {} : ({ [name]: figure } as Record<K, typeof figure>);
  };
  return {
    streams,
    requests: sent.length,
    failures: sent.map((one) => one.failure).filter((failure) => failure !== undefined),
    seconds,
    outputTokensPerSecond: seconds > 0 ? sum(valid.map(({ completion }) => tokensOf(completion))) / seconds : 0,
    requestsPerSecond: seconds > 0 ? valid.length / seconds : 0,
    ...named('ttftMs', valid.map(({ completion }) => completion.firstTokenMs)),
    ...named('decodeTokensPerSecond', valid.map(({ completion }) => clientDecodeRate(completion))),
    ...named('latencyFromSendMs', valid.map(({ sentMs, endedMs }) => endedMs - sentMs)),
    ...named('latencyFromScheduleMs', valid.map(({ dueMs, endedMs }) => endedMs - dueMs)),
  };
}

/** Failed requests are listed and not part of any figure. */
export async function runStreams(question: StreamsQuestion): Promise<Omit<LoadLevel, 'scaling'>> {
  const prompts = await preparePrompts(question);
  const startMs = question.clock.nowMs();
  const sent = await Promise.all(prompts.map((mine) => runStream(question, mine, startMs)));
  return levelOf(question.streams, sent.flat());
}
