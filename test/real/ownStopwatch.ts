/** One measured request to a real server, and how our clock compares with the server's own stopwatch. */
import assert from 'node:assert/strict';
import type { Sample } from '../../src/domain/sample.ts';
import { sampleOf } from '../../src/measure/sampleOf.ts';
import { sizedPrompt } from '../../src/measure/sizedPrompt.ts';
import type { Target } from '../../src/shells/measure/openTarget.ts';

export interface Asked {
  /** The same nonce makes the same prompt. */
  readonly nonce: string;
  readonly promptTokens: number;
  readonly maxOutputTokens: number;
  readonly mayUsePromptCache?: boolean;
}

const signal = new AbortController().signal;

export async function measureOnce(target: Target, { nonce, promptTokens, maxOutputTokens, mayUsePromptCache = false }: Asked): Promise<Sample> {
  const prompt = await sizedPrompt({ targetTokens: promptTokens, seed: 1, nonce, countTokens: async (messages) => (await target.countTokens(messages)).tokens });
  const roundTrip = await target.server.roundTripMs(signal);
  const answered = await target.server.complete({ model: target.model.id, messages: prompt.messages, maxOutputTokens, temperature: 0, mayUsePromptCache }, { signal, idleTimeoutMs: 300_000 });
  assert.ok(answered.ok && roundTrip.ok);
  const sentTokens = await target.countTokens(prompt.messages);
  return sampleOf(answered.value, { key: nonce, model: target.model.id, phase: 'continuous', startedAt: '', sentTokens, roundTripMs: roundTrip.value, outputHash: '' });
}

/** Both stopwatches run from the end of the prompt, so their n tokens are n − 1 steps. */
export function decodeRatio({ decodeTokensPerSecond = 0, server }: Sample): number {
  const { predictedTokens = 0, predictedMs = 0 } = server ?? {};
  return decodeTokensPerSecond / (((predictedTokens - 1) / predictedMs) * 1000);
}

/** Time to the first token without what belongs to no prompt – one round trip, looking whether the model is loaded – over the server's reading time. */
export function prefillRatio({ ttftMs, server }: Sample): number {
  const roundTripMs = 0.5;
  return (ttftMs - roundTripMs - (server?.loadMs ?? 0)) / (server?.promptMs ?? 0);
}
