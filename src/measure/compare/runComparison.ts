/** Sends the same prompts to one or two endpoints in turn, and measures the way to each apart. */
import type { ComparedRequest, EndpointName, NetworkCost } from '../../domain/comparison.ts';
import type { Result } from '../../domain/failure.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';
import type { CountMessages } from '../calibratedCounter.ts';
import { clientDecodeRate } from '../sampleOf.ts';
import { sizedPrompt, type SizedPrompt } from '../sizedPrompt.ts';
import { figureOf } from '../statistics/figure.ts';
import { truncationFailure } from '../truncation.ts';
import { sendOrder } from './sendOrder.ts';

export interface Endpoint {
  readonly name: EndpointName;
  readonly server: InferenceServer;
  readonly model: string;
  readonly countTokens: CountMessages;
  /** Opens and closes one TCP connection, ms. */
  readonly tcpConnectMs: () => Promise<Result<number>>;
}

export interface ComparisonQuestion {
  readonly endpoints: readonly Endpoint[];
  readonly requests: number;
  readonly promptTokens: number;
  readonly maxOutputTokens: number;
  readonly seed: number;
  readonly nonce: string;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly onRequest?: (request: ComparedRequest) => void;
}

export interface ComparedRun {
  readonly requests: readonly ComparedRequest[];
  readonly network: ReadonlyMap<EndpointName, NetworkCost>;
}

/** Connections and round trips per endpoint, before the first and after the last request. */
const networkTries = 5;

async function times(count: number, measure: () => Promise<Result<number>>): Promise<readonly number[]> {
  const values: number[] = [];
  for (let attempt = 0; attempt < count; attempt++) {
    const measured = await measure();
    if (measured.ok) values.push(measured.value);
  }
  return values;
}

async function networkOf(endpoint: Endpoint, signal: AbortSignal): Promise<NetworkCost> {
  const connects = figureOf(await times(networkTries, endpoint.tcpConnectMs));
  // the first one opens the connection that the others keep
  const trips = figureOf((await times(networkTries + 1, () => endpoint.server.roundTripMs(signal))).slice(1));
  return { ...(connects === undefined ? {} : { tcpConnectMs: connects }), ...(trips === undefined ? {} : { httpRoundTripMs: trips }) };
}

/** The same text for both endpoints, sized by the first one's tokeniser: pairs must differ in nothing but the endpoint. */
function promptOf(question: ComparisonQuestion, index: number): Promise<SizedPrompt> {
  const [first] = question.endpoints;
  return sizedPrompt({ targetTokens: question.promptTokens, seed: question.seed + index, nonce: `${question.nonce} ${index}`, countTokens: async (messages) => (first === undefined ? 0 : (await first.countTokens(messages)).tokens) });
}

async function sendOne(question: ComparisonQuestion, endpoint: Endpoint, index: number, prompt: SizedPrompt): Promise<ComparedRequest> {
  const { maxOutputTokens, seed, signal, idleTimeoutMs } = question;
  const named = { endpoint: endpoint.name, index };
  const sent = await endpoint.countTokens(prompt.messages);
  const answered = await endpoint.server.complete({ model: endpoint.model, messages: prompt.messages, maxOutputTokens, temperature: 0, seed, mayUsePromptCache: false }, { signal, idleTimeoutMs });
  if (!answered.ok) return { ...named, failure: answered.failure };
  const completion = answered.value;
  const truncated = truncationFailure({ sent, reportedTokens: completion.promptTokens });
  if (truncated !== undefined) return { ...named, failure: truncated };
  const decode = clientDecodeRate(completion);
  return {
    ...named,
    totalMs: completion.totalMs,
    ttftMs: completion.firstTokenMs,
    completionTokens: completion.completionTokens ?? completion.tokenTimesMs.length,
    replyCharacters: completion.text.length + completion.thinking.length,
    ...(decode === undefined ? {} : { decodeTokensPerSecond: decode }),
  };
}

/** Loading is another measurement: each endpoint answers once before the clock counts. */
async function warmUp(question: ComparisonQuestion): Promise<void> {
  const prompt = await promptOf(question, -1);
  for (const endpoint of question.endpoints) await sendOne(question, endpoint, -1, prompt);
}

/** Failed requests are part of the result; nothing is thrown away in silence. Ends early only when it is cancelled. */
export async function runComparison(question: ComparisonQuestion): Promise<ComparedRun> {
  const { endpoints, signal } = question;
  const network = new Map<EndpointName, NetworkCost>();
  for (const endpoint of endpoints) network.set(endpoint.name, await networkOf(endpoint, signal));
  await warmUp(question);
  const requests: ComparedRequest[] = [];
  let prompt: { readonly index: number; readonly value: SizedPrompt } | undefined;
  for (const { endpoint: name, index } of sendOrder(endpoints.map((endpoint) => endpoint.name), question.requests)) {
    if (signal.aborted) break;
    const endpoint = endpoints.find((candidate) => candidate.name === name);
    if (endpoint === undefined) continue;
    if (prompt?.index !== index) prompt = { index, value: await promptOf(question, index) };
    const request = await sendOne(question, endpoint, index, prompt.value);
    requests.push(request);
    question.onRequest?.(request);
  }
  return { requests, network };
}
