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

function messagesOf(options: SizedPromptOptions, sentences: number, words: number): readonly ChatMessage[] {
  const padding = ' so'.repeat(words);
  const content = `[${options.nonce}] Read these notes about a system.\n${fillerText(sentences, options.seed)}\nEnd of notes${padding}.\n${options.task ?? defaultTask}`;
  return [{ role: 'user', content }];
}

/**
 * Finds the number of sentences by secant steps and fills the rest with single-token words.
 * Exact within 2 tokens after at most 8 counts; never larger than the target unless the bare task already is.
 */
export async function sizedPrompt(options: SizedPromptOptions): Promise<SizedPrompt> {
  const empty = await options.countTokens(messagesOf(options, 0, 0));
  let perSentence = 14;
  let sentences = Math.max(0, Math.floor((options.targetTokens - empty) / perSentence));
  let tokens = empty;
  for (let attempt = 0; attempt < 4 && sentences > 0; attempt++) {
    tokens = await options.countTokens(messagesOf(options, sentences, 0));
    perSentence = (tokens - empty) / sentences;
    const missing = options.targetTokens - tokens;
    if (missing >= 0 && missing < perSentence * 1.5) break;
    sentences = Math.max(0, Math.floor((options.targetTokens - empty) / perSentence));
  }
  if (sentences > 0) tokens = await options.countTokens(messagesOf(options, sentences, 0));
  while (tokens > options.targetTokens && sentences > 0) {
    sentences -= Math.max(1, Math.ceil((tokens - options.targetTokens) / perSentence));
    sentences = Math.max(0, sentences);
    tokens = await options.countTokens(messagesOf(options, sentences, 0));
  }
  const words = Math.max(0, options.targetTokens - tokens);
  if (words === 0) return { messages: messagesOf(options, sentences, 0), tokens };
  const padded = messagesOf(options, sentences, words);
  const final = await options.countTokens(padded);
  return final <= options.targetTokens ? { messages: padded, tokens: final } : { messages: messagesOf(options, sentences, 0), tokens };
}
