/** What a scripted stand-in for one product consists of: its fingerprint, its answers and its ways of failing. */
import type { ServerKind } from '../../../src/domain/server.ts';
import type { FailureKind } from '../../../src/domain/failure.ts';
import type { ModelInfo } from '../../../src/domain/model.ts';
import type { SeenRequest, Step } from '../scriptedServer.ts';

/** A part of an answer, in no product's format. */
export type Said =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thinking'; readonly text: string }
  | { readonly kind: 'toolCall'; readonly name: string; readonly argumentsText: string };

export interface Capabilities {
  readonly listsWindow: boolean;
  readonly countsPrompt: boolean;
  readonly countsTools: boolean;
  readonly countsText: boolean;
  readonly loads: boolean;
  readonly unloads: boolean;
  readonly tellsActivity: boolean;
  readonly serverTimings: boolean;
}

/** A refusal of a chat request as the product words it. */
export interface Refusal {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly kind: FailureKind;
  /** What detail or advice must name: figures, flags, commands. */
  readonly names: readonly string[];
}

export interface ProtocolFake {
  readonly name: string;
  readonly kind: ServerKind;
  readonly version: string | undefined;
  readonly model: string;
  readonly chatPath: string;
  readonly contentType: string;
  readonly capabilities: Capabilities;
  /** What the report must say of `model`. */
  readonly modelInfo: ModelInfo;
  readonly parallelSlots?: number;
  /** Answers everything but chat requests. */
  readonly route: (request: SeenRequest) => readonly Step[];
  /** The pieces of a stream in this product's format, without its end. */
  readonly says: (said: readonly Said[]) => readonly string[];
  /** The end of a stream: finish reason, counts (11 prompt tokens), timings. */
  readonly ends: (reason: 'stop' | 'length' | 'toolCalls', completionTokens: number) => readonly string[];
  readonly errorEvent: string;
  readonly refusals: readonly Refusal[];
}

export const promptTokens = 11;
