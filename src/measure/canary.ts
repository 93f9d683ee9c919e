/** A prompt whose first line holds a word that the model is asked for at the end. */
import type { ChatMessage } from '../domain/chat.ts';
import { fillerText } from './fillerText.ts';
import { fitPrompt, type SizedPrompt } from './sizedPrompt.ts';
import { seededRandom } from './statistics/random.ts';

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Six letters that are no word, so that it cannot be guessed or come from the filler. */
export function canaryWord(seed: number): string {
  const random = seededRandom(seed * 2_654_435_761);
  return Array.from({ length: 6 }, () => letters[Math.floor(random() * letters.length)] ?? 'X').join('');
}

export interface CanaryPromptOptions {
  readonly targetTokens: number;
  readonly seed: number;
  readonly nonce: string;
  readonly canary: string;
  readonly countTokens: (messages: readonly ChatMessage[]) => Promise<number>;
}

export function canaryPrompt({ targetTokens, seed, nonce, canary, countTokens }: CanaryPromptOptions): Promise<SizedPrompt> {
  const messagesOf = (sentences: number, padding: string): readonly ChatMessage[] => [
    { role: 'user', content: `The password is ${canary}. [${nonce}]\n${fillerText(sentences, seed)}\nEnd of notes${padding}.\nWhat is the password given in the first line? Answer with the password only.` },
  ];
  return fitPrompt(targetTokens, messagesOf, countTokens);
}
