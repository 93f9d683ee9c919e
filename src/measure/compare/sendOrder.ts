/** A B B A: each endpoint is as often first as second, so that a machine that warms up or slows down decides nothing. */
import type { EndpointName } from '../../domain/comparison.ts';

export interface Turn {
  readonly endpoint: EndpointName;
  readonly index: number;
}

export function sendOrder(endpoints: readonly EndpointName[], requests: number): readonly Turn[] {
  const reversed = endpoints.toReversed();
  return Array.from({ length: requests }, (_, index) => (index % 2 === 0 ? endpoints : reversed).map((endpoint) => ({ endpoint, index }))).flat();
}
