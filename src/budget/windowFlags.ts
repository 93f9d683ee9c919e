/** The exact flag or setting that gives each server a larger context window. */
import { serverNames, type ServerKind } from '../domain/server.ts';

export interface WindowFlag {
  readonly text: string;
  readonly command: string;
}

/**
 * How to serve `contextWindow` tokens per request. llama.cpp divides `-c` among its parallel slots, so the flag is
 * multiplied by them.
 */
export function windowFlag(kind: ServerKind, contextWindow: number, parallelSlots = 1): WindowFlag {
  switch (kind) {
    case 'vllm':
      return { command: `--max-model-len ${contextWindow}`, text: 'start vLLM with' };
    case 'llamacpp':
      return parallelSlots > 1
        ? {
            command: `-c ${contextWindow * parallelSlots} -np ${parallelSlots}`,
            text: `start llama-server (it divides -c among its ${parallelSlots} slots) with`,
          }
        : { command: `-c ${contextWindow}`, text: 'start llama-server with' };
    case 'ollama':
      return {
        command: `OLLAMA_CONTEXT_LENGTH=${contextWindow} ollama serve`,
        text: `give the model num_ctx ${contextWindow} (Cline: Ollama provider, context window), or for every client restart Ollama with`,
      };
    case 'lmstudio':
      return { command: `lms load MODEL --context-length ${contextWindow}`, text: 'load the model again in LM Studio with this context length, or by' };
    case 'tabby':
      return { command: `max_seq_len: ${contextWindow}`, text: 'set in the model section of TabbyAPI’s config.yml' };
    case 'openai':
      return { command: `context window ${contextWindow}`, text: `set in the ${serverNames.openai}’s own settings a` };
  }
}
