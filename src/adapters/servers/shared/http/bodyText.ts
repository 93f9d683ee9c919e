/** The body of an answer as text. */
import type { BodyRead } from './exchange.ts';

export function bodyText(reads: readonly BodyRead[]): string {
  return new TextDecoder().decode(Buffer.concat(reads.map((read) => read.bytes)));
}
