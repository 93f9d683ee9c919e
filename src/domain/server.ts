/** A server as probed: which product it really is, where it runs, what it serves, what is wrong with it. */
import type { Failure } from './failure.ts';
import type { ModelInfo } from './model.ts';

export type ServerKind = 'llamacpp' | 'ollama' | 'vllm' | 'lmstudio' | 'tabby' | 'openai';

/** Names people know the products by. */
export const serverNames: Readonly<Record<ServerKind, string>> = {
  llamacpp: 'llama.cpp',
  ollama: 'Ollama',
  vllm: 'vLLM',
  lmstudio: 'LM Studio',
  tabby: 'TabbyAPI',
  openai: 'OpenAI-compatible server',
};

/** How a user reaches a server. Keys and headers travel over private pipes only, never into plans, journals or reports. */
export interface ServerAccess {
  readonly url: string;
  readonly apiKey?: string;
  /** Further headers that the user's proxy wants; sent to this origin only. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The user's explicit choice for this origin: its certificate is not checked. */
  readonly acceptsSelfSigned?: boolean;
}

/** `private` covers RFC 1918, link-local, unique-local and `.local` names; a remote VS Code window's "loopback" is that machine. */
export type ServerLocation = 'loopback' | 'private' | 'public';

export interface ServerIdentity {
  /** Base address without a trailing slash and without `/v1`, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly kind: ServerKind;
  /** As the server reports it; undefined when it does not. */
  readonly version?: string;
  readonly location: ServerLocation;
}

/** How busy a server says it is at this moment; only what it tells. */
export interface ServerActivity {
  readonly runningRequests?: number;
  readonly waitingRequests?: number;
  /** Share of the KV cache in use, 0..1. */
  readonly kvCacheUsedShare?: number;
  /** Share of the prompt tokens that were found in the prefix cache, since the server started, 0..1. */
  readonly prefixCacheHitShare?: number;
  /** Where it says so, e.g. `/metrics`. */
  readonly source: string;
}

export interface ServerReport extends ServerIdentity {
  readonly models: readonly ModelInfo[];
  /** Things that work but deserve a word: plain http to a public address, tool calls switched off … */
  readonly notices: readonly Failure[];
  /** Requests it serves at the same time, where known. */
  readonly parallelSlots?: number;
  /** Asked by a probe, where the server says it. */
  readonly activity?: ServerActivity;
}

export interface ProbeFailure {
  readonly url: string;
  readonly failure: Failure;
}

export interface ProbeReport {
  readonly servers: readonly ServerReport[];
  readonly failures: readonly ProbeFailure[];
}
