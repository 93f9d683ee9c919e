/** Where local servers usually listen; a port only says whom to ask, never who answers. */

import type { ServerAccess } from '../domain/server.ts';

export interface ProbeAddress extends ServerAccess {
  /** Looked at without being asked for: that nobody answers there is not worth a line of its own. */
  readonly isDefault?: boolean;
}

/** Ollama, vLLM, llama.cpp (twice), LM Studio, TabbyAPI. */
export const defaultPorts = [11434, 8000, 8080, 9931, 1234, 5000] as const;

/** Loopback only: Plimsoll never looks around in a network. */
export const defaultAddresses: readonly ProbeAddress[] = defaultPorts.map((port) => ({ url: `http://127.0.0.1:${port}`, isDefault: true }));
