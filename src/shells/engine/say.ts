/** How a call to the engine speaks while it works and when it ends. */
import { failed, type Failure } from '../../domain/failure.ts';
import type { EngineMessage, EngineRequest } from '../../protocol/engine.ts';

/** A message without its number; distributes over the union. */
export type Saying = EngineMessage extends infer M ? (M extends EngineMessage ? Omit<M, 'id'> : never) : never;

export type Say = (saying: Saying) => void;

export type CallOf<C extends EngineRequest['call']> = Extract<EngineRequest, { readonly call: C }>;

export const sayFailed = (say: Say, failure: Failure, runFolder?: string): void =>
  say({ say: 'failed', failure: failed(failure).failure, ...(runFolder === undefined ? {} : { runFolder }) });
