/** Two endpoints (local and remote, or two models) answering the same prompts, request by request. */
import type { Failure } from './failure.ts';
import type { Figure, Rate } from './figure.ts';

export type EndpointName = 'local' | 'remote';

/** One request of one endpoint. Requests with the same `index` sent the same prompt and form a pair. */
export interface ComparedRequest {
  readonly endpoint: EndpointName;
  readonly index: number;
  readonly totalMs?: number;
  readonly ttftMs?: number;
  readonly completionTokens?: number;
  readonly replyCharacters?: number;
  readonly decodeTokensPerSecond?: number;
  /** Why it does not count. */
  readonly failure?: Failure;
}

/** What the way to the server costs, measured apart from any model work. */
export interface NetworkCost {
  readonly tcpConnectMs?: Figure;
  /** Smallest endpoint on a kept connection. */
  readonly httpRoundTripMs?: Figure;
}

export interface EndpointResult {
  readonly name: EndpointName;
  readonly url: string;
  readonly model: string;
  readonly successRate: Rate;
  /** Sum of the valid requests' times. */
  readonly totalMs: number;
  readonly requestsPerSecond?: number;
  readonly time?: Figure;
  readonly ttftMs?: Figure;
  readonly decodeTokensPerSecond?: Figure;
  readonly completionTokens?: Figure;
  readonly network: NetworkCost;
}

/** `ratio` is remote time ÷ local time: above 1 the local endpoint is faster. */
export interface PairedVerdict {
  readonly pairs: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** That the local endpoint is the faster one, 0..1. */
  readonly probabilityLocalFaster: number;
  readonly isReal: boolean;
}

export interface EndpointComparison {
  readonly schema: 'plimsoll.compare/v1';
  readonly at: string;
  readonly requests: readonly ComparedRequest[];
  readonly endpoints: readonly EndpointResult[];
  /** Only with two endpoints that both answered. */
  readonly paired?: PairedVerdict;
  /** Seconds saved per request by the faster one: difference of the means over the pairs. */
  readonly secondsSavedPerRequest?: number;
  /** Remote minus local HTTP round trip. */
  readonly networkOverheadMs?: number;
  /** Larger standard deviation ÷ smaller. */
  readonly stability?: { readonly steadier: EndpointName; readonly ratio: number };
  readonly verdict: string;
  /** What to keep in mind when reading it. */
  readonly caveats: readonly string[];
}
