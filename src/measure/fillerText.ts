/** Text of any length that looks like work notes, never repeats by accident and is the same for the same seed. */
import { seededRandom } from './statistics/random.ts';

const subjects = ['the parser', 'the session store', 'a worker', 'the cache', 'the request queue', 'the build script', 'the client', 'a background job', 'the logger', 'the test suite', 'the migration', 'the router'];
const verbs = ['reads', 'writes', 'updates', 'closes', 'opens', 'retries', 'splits', 'merges', 'checks', 'drops', 'sorts', 'copies'];
const objects = ['the first record', 'every open file', 'the user table', 'a list of names', 'the last message', 'the settings', 'two counters', 'the index', 'a small buffer', 'the result', 'each line', 'the report'];
const endings = ['before the next step', 'when the limit is reached', 'after a short delay', 'without a lock', 'in the same order', 'for each user', 'once per hour', 'while the server waits', 'if the input is empty', 'and returns the total'];

const pick = (words: readonly string[], random: () => number): string => words[Math.floor(random() * words.length)] ?? '';

/** `sentences` sentences, about nine words and eleven tokens each. */
export function fillerText(sentences: number, seed: number): string {
  const random = seededRandom(seed);
  const lines: string[] = [];
  for (let i = 0; i < sentences; i++) {
    lines.push(`Note ${Math.floor(random() * 9000) + 1000}: ${pick(subjects, random)} ${pick(verbs, random)} ${pick(objects, random)} ${pick(endings, random)}.`);
  }
  return lines.join('\n');
}
