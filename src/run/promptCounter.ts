/** Counts prompts before they are sent: by the server's tokeniser, else by tiktoken corrected with what the server reports afterwards. */
import { calibrate, calibrated, type CountPair } from '../budget/calibrate.ts';
import type { TokenCount } from '../domain/budget.ts';
import type { ChatMessage } from '../domain/chat.ts';
import type { InferenceServer } from '../ports/inferenceServer.ts';
import type { Tokenizer } from '../ports/tokenizer.ts';

export interface PromptCounter {
  readonly count: (messages: readonly ChatMessage[], signal: AbortSignal) => Promise<TokenCount>;
  /** Tells the counter what the server counted for a prompt it estimated. */
  readonly learn: (messages: readonly ChatMessage[], serverTokens: number) => Promise<void>;
}

const textOf = (messages: readonly ChatMessage[]): string => messages.map((message) => message.content).join('\n');
/** Old pairs say little about the next prompt. */
const rememberedPairs = 8;

export function promptCounter(server: InferenceServer, tokenizer: Tokenizer, model: string): PromptCounter {
  let canCount = true;
  let pairs: readonly CountPair[] = [];
  const estimate = async (messages: readonly ChatMessage[]): Promise<TokenCount> => {
    const raw = await tokenizer.count(textOf(messages));
    const calibration = calibrate(pairs);
    return calibration === undefined ? raw : calibrated(raw.tokens, calibration);
  };
  return {
    count: async (messages, signal) => {
      if (canCount) {
        const exact = await server.countPrompt(model, { messages }, signal);
        if (exact.ok) return exact.value;
        canCount = exact.failure.kind !== 'unsupported';
      }
      return estimate(messages);
    },
    learn: async (messages, serverTokens) => {
      if (canCount) return;
      const { tokens } = await tokenizer.count(textOf(messages));
      pairs = [...pairs, { tiktokenTokens: tokens, serverTokens }].slice(-rememberedPairs);
    },
  };
}
