/** Corrects an estimating token counter with what the server itself counts for two short prompts. */
import { calibrate, calibrated, type CountPair } from '../budget/calibrate.ts';
import type { TokenCount } from '../domain/budget.ts';
import type { ChatMessage } from '../domain/chat.ts';
import { ok, type Result } from '../domain/failure.ts';
import type { InferenceServer } from '../ports/inferenceServer.ts';
import { fillerText } from './fillerText.ts';

export type CountMessages = (messages: readonly ChatMessage[]) => Promise<TokenCount>;

export interface CalibrationQuestion {
  readonly server: InferenceServer;
  readonly model: string;
  readonly countTokens: CountMessages;
  readonly nonce: string;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** Short enough for any window, and far enough apart to tell the template's share from the text's. */
const lengths = [4, 24] as const;

/** The counter as it is when it does not estimate; fails only when the server does not answer. */
export async function calibratedCounter(question: CalibrationQuestion): Promise<Result<CountMessages>> {
  const { server, model, countTokens, nonce, idleTimeoutMs, signal } = question;
  const pairs: CountPair[] = [];
  for (const sentences of lengths) {
    const messages = [{ role: 'user', content: `[${nonce} ${sentences}]\n${fillerText(sentences, sentences)}` }] as const;
    const counted = await countTokens(messages);
    if (counted.method !== 'tiktoken') return ok(countTokens);
    const answered = await server.complete({ model, messages, maxOutputTokens: 1, temperature: 0, mayUsePromptCache: false }, { signal, idleTimeoutMs });
    if (!answered.ok) return answered;
    const { promptTokens } = answered.value;
    if (promptTokens !== undefined) pairs.push({ tiktokenTokens: counted.tokens, serverTokens: promptTokens });
  }
  const calibration = calibrate(pairs);
  return ok(calibration === undefined ? countTokens : async (messages) => calibrated((await countTokens(messages)).tokens, calibration));
}
