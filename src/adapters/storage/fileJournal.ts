/** The journal on disk: append only, one writer, one line a write, on disk before a step counts as done. */
import fs from 'node:fs';
import { promisify } from 'node:util';
import { ok, type Result } from '../../domain/failure.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { Journal } from '../../ports/journal.ts';
import { fileFailure } from './fileFailure.ts';
import { journalLine, readJournalText, type ReadJournal } from './journalLines.ts';

const fdatasync = promisify(fs.fdatasync);
const close = promisify(fs.close);

export async function readJournal(path: string): Promise<Result<ReadJournal>> {
  try {
    return readJournalText(await fs.promises.readFile(path, 'utf8'), path);
  } catch (thrown) {
    return fileFailure(thrown, path, 'read');
  }
}

/** Continues after `trusted` (cutting a torn tail), or starts a new file when it is undefined; never overwrites one. */
export function openJournal(path: string, trusted: ReadJournal | undefined): Result<Journal> {
  let fd: number;
  try {
    fd = fs.openSync(path, trusted === undefined ? 'ax' : 'r+');
    if (trusted !== undefined) fs.ftruncateSync(fd, trusted.trustedBytes);
  } catch (thrown) {
    return fileFailure(thrown, path, 'write');
  }
  let seq = trusted?.events.length ?? 0;
  let position = trusted?.trustedBytes ?? 0;
  const append = async (event: RunEvent, durable: boolean): Promise<Result<undefined>> => {
    const line = Buffer.from(journalLine(seq, event));
    try {
      // written at an explicit place: a line that failed half-way is overwritten, not continued
      fs.ftruncateSync(fd, position);
      writeWholeAt(fd, line, position);
      if (durable) await fdatasync(fd);
    } catch (thrown) {
      return fileFailure(thrown, path, 'write');
    }
    seq += 1;
    position += line.length;
    return ok(undefined);
  };
  let closing: Promise<void> | undefined;
  return ok({ append, close: () => (closing ??= close(fd)) });
}

/** writeSync may write less than asked without an error when the disk is nearly full. */
function writeWholeAt(fd: number, bytes: Buffer, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    const count = fs.writeSync(fd, bytes, written, bytes.length - written, position + written);
    if (count === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    written += count;
  }
}
