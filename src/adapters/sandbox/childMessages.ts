/** What a sandbox child and its parent say to each other. */
import { z } from 'zod';
import type { SandboxEnding } from '../../ports/sandbox.ts';

/** What one guest run gave; timeouts and broken sandboxes are seen by the parent, not by the guest. */
export interface GuestRun {
  readonly ending: SandboxEnding;
  readonly stdout: string;
  readonly stderr: string;
}

/** A loaded guest: takes a program, answers synchronously or not. */
export type RunGuest = (program: string, deadlineMs: number) => GuestRun | Promise<GuestRun>;

export const childJobSchema = z.object({ id: z.number(), program: z.string(), deadlineMs: z.number().positive() });

const endingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('finished'), exitCode: z.number() }),
  z.object({ kind: z.literal('timeout'), afterMs: z.number() }),
  z.object({ kind: z.literal('outputLimit') }),
  z.object({ kind: z.literal('memoryLimit') }),
  z.object({ kind: z.literal('crashed'), detail: z.string() }),
]);

/** A guest could escape into the child at worst, so the parent trusts nothing the child says. */
export const childMessageSchema = z.discriminatedUnion('say', [
  z.object({ say: z.literal('ready'), layers: z.array(z.string()) }),
  z.object({ say: z.literal('unable'), detail: z.string() }),
  z.object({ say: z.literal('done'), id: z.number(), ending: endingSchema, stdout: z.string(), stderr: z.string(), elapsedMs: z.number() }),
]);

export type ChildMessage = z.infer<typeof childMessageSchema>;
