/** Reads the marked lines that a harness printed. */
import { z } from 'zod';
import type { SandboxResult } from '../../../ports/sandbox.ts';

const errorSchema = z.object({ types: z.array(z.string()), message: z.string() });

const lineSchema = z.union([
  z.object({ test: z.number(), error: errorSchema }),
  z.object({ test: z.number(), value: z.unknown() }),
  z.object({ loaded: z.literal(true) }),
  z.object({ loadError: errorSchema }),
]);

export type GuestError = z.infer<typeof errorSchema>;

export type GuestOutcome = { readonly value: unknown } | { readonly error: GuestError };

export interface GuestReport {
  readonly loaded: boolean;
  readonly loadError?: GuestError;
  readonly outcomes: ReadonlyMap<number, GuestOutcome>;
}

/** A line that is not as the harness writes it is the answer's own printing. The first result of a test counts. */
export function guestReport(result: SandboxResult, marker: string): GuestReport {
  const outcomes = new Map<number, GuestOutcome>();
  let loaded = false;
  let loadError: GuestError | undefined;
  for (const line of markedLines(result.stdout, marker)) {
    const parsed = lineSchema.safeParse(line);
    if (!parsed.success) continue;
    if ('loaded' in parsed.data) loaded = true;
    else if ('loadError' in parsed.data) loadError ??= parsed.data.loadError;
    else if (!outcomes.has(parsed.data.test)) outcomes.set(parsed.data.test, 'error' in parsed.data ? { error: parsed.data.error } : { value: parsed.data.value });
  }
  return { loaded, outcomes, ...(loadError ? { loadError } : {}) };
}

export function markedLines(stdout: string, marker: string): readonly unknown[] {
  return stdout.split('\n').filter((line) => line.startsWith(`${marker} `)).map((line) => parsedOrUndefined(line.slice(marker.length + 1)));
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Unpredictable, so that an answer cannot print its own results without reading the harness. */
export function newMarker(): string {
  return `@${globalThis.crypto.randomUUID()}`;
}
