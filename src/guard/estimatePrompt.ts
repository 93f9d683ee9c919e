/** How many tokens a request has at least, probably and at most, from its characters alone: fast enough for every request. */
import type { ChatMessage } from '../domain/chat.ts';
import type { GuardRequest } from './guardRequest.ts';

/** low ≤ true count ≤ high; an exact count has all three equal. */
export interface PromptSize {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
  readonly isExact: boolean;
}

/** Roles, separators and the template's own words: none at least, this many at most. */
const mostTokensPerMessage = 32;
const mostTemplateTokens = 512;
/** Vision models spend 64 to about 3,000 tokens on an image. */
const mostTokensPerImage = 3_000;
const likelyTokensPerImage = 800;
const likelyBytesPerToken = 3.6;

export const exactSize = (tokens: number, images = 0): PromptSize => ({
  low: tokens,
  likely: tokens + images * likelyTokensPerImage,
  high: tokens + images * mostTokensPerImage,
  isExact: images === 0,
});

export function estimatePrompt({ messages, tools, images }: GuardRequest): PromptSize {
  const tally = emptyTally();
  // templates drop earlier thinking, and some drop the tools: neither counts for the lower end
  for (const message of messages) addText(tally, withoutThinking(message));
  const low = lowest(tally);
  for (const message of messages) addText(tally, droppable(message));
  if (tools.length > 0) addText(tally, JSON.stringify(tools));
  const high = highest(tally) + messages.length * mostTokensPerMessage + mostTemplateTokens + images * mostTokensPerImage;
  const likely = tally.bytes / likelyBytesPerToken + messages.length * 4 + images * likelyTokensPerImage;
  return { low, likely: Math.ceil(Math.min(high, Math.max(low, likely))), high, isExact: false };
}

const thinkingEnd = '</think>';

function withoutThinking({ role, content }: ChatMessage): string {
  const end = role === 'assistant' ? content.lastIndexOf(thinkingEnd) : -1;
  return end === -1 ? content : content.slice(end + thinkingEnd.length);
}

function droppable(message: ChatMessage): string {
  const thinking = message.content.slice(0, message.content.length - withoutThinking(message).length);
  const calls = (message.toolCalls ?? []).map((call) => `${call.name} ${call.argumentsText}`);
  return [thinking, ...calls, message.toolCallId ?? ''].join(' ');
}

interface Tally {
  letters: number;
  letterRuns: number;
  digits: number;
  digitRuns: number;
  marks: number;
  spaces: number;
  spaceRuns: number;
  wideBytes: number;
  bytes: number;
}

const emptyTally = (): Tally => ({ letters: 0, letterRuns: 0, digits: 0, digitRuns: 0, marks: 0, spaces: 0, spaceRuns: 0, wideBytes: 0, bytes: 0 });

type CharacterClass = 'letter' | 'digit' | 'space' | 'mark' | 'wide';

function classOf(code: number): CharacterClass {
  if (code > 127) return 'wide';
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return 'letter';
  if (code >= 48 && code <= 57) return 'digit';
  return code === 32 || (code >= 9 && code <= 13) ? 'space' : 'mark';
}

function addText(tally: Tally, text: string): void {
  let before: CharacterClass | undefined;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const now = classOf(code);
    const isNewRun = now !== before;
    before = now;
    switch (now) {
      case 'letter':
        tally.letters += 1;
        if (isNewRun) tally.letterRuns += 1;
        break;
      case 'digit':
        tally.digits += 1;
        if (isNewRun) tally.digitRuns += 1;
        break;
      case 'space':
        tally.spaces += 1;
        if (isNewRun) tally.spaceRuns += 1;
        break;
      case 'mark':
        tally.marks += 1;
        break;
      case 'wide':
        // UTF-8 length of one UTF-16 unit; half a surrogate pair is two of its four bytes
        tally.wideBytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
        break;
    }
  }
  tally.bytes = tally.letters + tally.digits + tally.marks + tally.spaces + tally.wideBytes;
}

/** Every tokeniser in use splits words and numbers before it merges, so each run of letters or digits costs at least one token. */
const lowest = (tally: Tally): number => tally.letterRuns + tally.digitRuns + Math.floor(tally.wideBytes / 16);

/** One token per byte is the limit of byte-level tokenisers; letters and white space never come near it. */
const highest = (tally: Tally): number =>
  Math.ceil(tally.letters * 0.6 + tally.digits + tally.marks + tally.wideBytes + tally.spaceRuns + tally.spaces / 8);
