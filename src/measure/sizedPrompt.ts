/** A prompt of a wanted size in tokens that no prefix cache can know. */
import type { ChatMessage } from '../domain/chat.ts';
import { fillerText } from './fillerText.ts';

export interface SizedPrompt {
  readonly messages: readonly ChatMessage[];
  /** By `countTokens`; exact when that is exact. */
  readonly tokens: number;
}

export interface SizedPromptOptions {
  readonly targetTokens: number;
  readonly seed: number;
  /** Stands at the very front: two prompts with different nonces share no prefix worth caching. */
  readonly nonce: string;
  /** What the model is to do after reading; long answers make decode measurable. */
  readonly task?: string;
  readonly countTokens: (messages: readonly ChatMessage[]) => Promise<number>;
}

const defaultTask = 'Write a long and detailed explanation, at least 600 words, of what this system does and how its parts work together.';

/** Builds the prompt with that many sentences of filler and that padding after them. */
export type PromptBuilder = (sentences: number, padding: string) => readonly ChatMessage[];

/**
 * Finds the number of sentences by secant steps and fills the rest with single-token words.
 * Exact within 2 tokens after at most 8 counts; never larger than the target unless the bare task already is.
 */
export async function fitPrompt(targetTokens: number, build: PromptBuilder, countTokens: SizedPromptOptions['countTokens']): Promise<SizedPrompt> {
  const count = (sentences: number): Promise<number> => countTokens(build(sentences, ''));
  const empty = await count(0);
  const wanted = (perSentence: number): number => Math.max(0, Math.floor((targetTokens - empty) / perSentence));
  let perSentence = 14;
  let sentences = wanted(perSentence);
  let tokens = empty;
  for (let attempt = 0; attempt < 4 && sentences > 0; attempt++) {
    tokens = await count(sentences);
    // a sentence has a token at least: a server that counts less would make the prompt endless
    perSentence = Math.max(1, (tokens - empty) / sentences);
    const missing = targetTokens - tokens;
    if (missing >= 0 && missing < perSentence * 1.5) break;
    sentences = wanted(perSentence);
  }
  if (sentences > 0) tokens = await count(sentences);
  while (tokens > targetTokens && sentences > 0) {
    sentences = Math.max(0, sentences - Math.max(1, Math.ceil((tokens - targetTokens) / perSentence)));
    tokens = await count(sentences);
  }
  const words = Math.max(0, targetTokens - tokens);
  if (words === 0) return { messages: build(sentences, ''), tokens };
  const padded = build(sentences, ' so'.repeat(words));
  const final = await countTokens(padded);
  return final <= targetTokens ? { messages: padded, tokens: final } : { messages: build(sentences, ''), tokens };
}

export function sizedPrompt(options: SizedPromptOptions): Promise<SizedPrompt> {
  const { nonce, seed, task = defaultTask } = options;
  const build: PromptBuilder = (sentences, padding) => [
    { role: 'user', content: `[${nonce}] Read these notes about a system.\n${fillerText(sentences, seed)}\nEnd of notes${padding}.\n${task}` },
  ];
  return fitPrompt(options.targetTokens, build, options.countTokens);
}
