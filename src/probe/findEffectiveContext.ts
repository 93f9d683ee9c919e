/** What the model really sees of a long prompt: some servers drop the oldest part and answer as if nothing had happened. */
import { fail, ok, type Result } from '../domain/failure.ts';
import type { Completion } from '../domain/sample.ts';
import type { InferenceServer } from '../ports/inferenceServer.ts';

export interface EffectiveContextQuestion {
  /** Size of the prompt to send, in tokens of the server. */
  readonly promptTokens: number;
  /** Told apart from earlier prompts, so that no cache answers for the server. */
  readonly nonce?: string;
  /** Window to ask for, where the server takes one per request. */
  readonly contextWindow?: number;
  readonly idleTimeoutMs?: number;
}

/**
 * `whole`: everything that was sent was counted. `truncated`: less was counted, without a word from the server.
 * `refused`: the server said that it does not fit, which is honest.
 */
export type ContextVerdict = 'whole' | 'truncated' | 'refused';

export interface EffectiveContext {
  readonly verdict: ContextVerdict;
  /** What was sent, in the server's tokens: extrapolated from two short prompts that it counted, ± 2 %. */
  readonly sentTokens: number;
  /** What the server counted; 0 when it refused. */
  readonly countedTokens: number;
  /** True when the answer repeats the code word from the start of the prompt. A weak model may forget it without truncation. */
  readonly canarySeen: boolean;
  /** One sentence with the figures. */
  readonly explanation: string;
}

const shortLines = 4;
const longLines = 16;
/** Extrapolation is off by less than this on prompts of one kind of line. */
const tolerance = 0.05;

export async function findEffectiveContext(server: InferenceServer, model: string, asked: EffectiveContextQuestion, signal: AbortSignal): Promise<Result<EffectiveContext>> {
  const nonce = asked.nonce ?? String(Math.floor(performance.now() * 1000));
  const send = (lines: number, maxOutputTokens: number, purpose: string): Promise<Result<Completion>> =>
    server.complete(
      {
        model,
        messages: [{ role: 'user', content: promptOf(lines, `${nonce}-${purpose}`) }],
        maxOutputTokens,
        temperature: 0,
        mayUsePromptCache: false,
        ...(asked.contextWindow === undefined ? {} : { contextWindow: asked.contextWindow }),
      },
      { signal, idleTimeoutMs: asked.idleTimeoutMs ?? 600_000 },
    );
  const short = await send(shortLines, 1, 'a');
  if (!short.ok) return short;
  const long = await send(longLines, 1, 'b');
  if (!long.ok) return long;
  const { promptTokens: few } = short.value;
  const { promptTokens: many } = long.value;
  if (few === undefined || many === undefined || many <= few) return fail('unsupported', 'The server does not say how many prompt tokens it counted.', 'Without its count, truncation cannot be proven.');
  const tokensPerLine = (many - few) / (longLines - shortLines);
  const lines = Math.max(shortLines, Math.round((asked.promptTokens - few) / tokensPerLine) + shortLines);
  const sentTokens = Math.round(few + (lines - shortLines) * tokensPerLine);
  return judge(await send(lines, 24, 'c'), sentTokens, canaryOf(`${nonce}-c`));
}

function judge(answer: Result<Completion>, sentTokens: number, canary: string): Result<EffectiveContext> {
  if (!answer.ok) {
    if (answer.failure.kind !== 'contextOverflow') return answer;
    return ok({ verdict: 'refused', sentTokens, countedTokens: 0, canarySeen: false, explanation: `A prompt of ${sentTokens} tokens is refused: ${answer.failure.detail}` });
  }
  const countedTokens = answer.value.promptTokens ?? 0;
  const canarySeen = (answer.value.thinking + answer.value.text).includes(canary);
  const isWhole = countedTokens >= sentTokens * (1 - tolerance);
  const seen = canarySeen ? 'the model repeats the code word from the start of the prompt' : 'the model does not know the code word from the start of the prompt';
  const explanation = isWhole
    ? `Of ${sentTokens} tokens sent the server counted ${countedTokens}: nothing was dropped, and ${seen}.`
    : `Of ${sentTokens} tokens sent the server counted only ${countedTokens} and answered as if nothing were missing; ${seen}. The effective context is ${countedTokens} tokens.`;
  return ok({ verdict: isWhole ? 'whole' : 'truncated', sentTokens, countedTokens, canarySeen, explanation });
}

const words = ['amber', 'birch', 'cobalt', 'delta', 'ember', 'fjord', 'granite', 'harbor', 'indigo', 'juniper', 'kestrel', 'lagoon'] as const;

/** A word no text contains by accident. */
function canaryOf(nonce: string): string {
  let hash = 2166136261;
  for (const character of nonce) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return `${words[hash % words.length] ?? 'amber'}-${(hash % 9000) + 1000}`;
}

/** Lines of equal length in tokens: every number has five digits. */
function promptOf(lines: number, nonce: string): string {
  const filler = Array.from({ length: lines }, (_, place) => `Line ${10_000 + place}: the tide came in, the tide went out, and the harbour log was signed.`);
  return [`[${nonce}] The code word is ${canaryOf(nonce)}. Remember it.`, ...filler, 'What is the code word given at the very start? Answer with the code word only.'].join('\n');
}
