/** Counts what was tried, for the last line of `npm run test:faults`; a file, because every test file is a process of its own. */
import { appendFileSync } from 'node:fs';

export function tally(what: 'kills' | 'badInputs', count = 1): void {
  const file = process.env['PLIMSOLL_TALLY'];
  if (file !== undefined) appendFileSync(file, `${what} ${count}\n`);
}
