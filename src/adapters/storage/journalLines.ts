/** The journal's line format: sequence number, crc32 and one event; a torn tail is dropped, the rest is trusted. */
import { crc32 } from 'node:zlib';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { RunEvent } from '../../domain/runEvent.ts';

export const journalSchema = 'plimsoll.journal/v1';

/** `{"seq":n,"crc":"8 hex digits","event":{…}}` and a newline; the crc is over the event's JSON text. */
export function journalLine(seq: number, event: RunEvent): string {
  const text = JSON.stringify(event);
  return `{"seq":${seq},"crc":"${crc32(text).toString(16).padStart(8, '0')}","event":${text}}\n`;
}

const linePattern = /^\{"seq":(\d+),"crc":"([0-9a-f]{8})","event":(\{.*\})\}$/s;

function parseLine(line: string, expectedSeq: number): RunEvent | undefined {
  const match = linePattern.exec(line);
  const [, seq, crc, text] = match ?? [];
  if (text === undefined || Number(seq) !== expectedSeq || crc32(text).toString(16).padStart(8, '0') !== crc) return undefined;
  // the crc proves that this process wrote the text; its shape is our own
  return JSON.parse(text) as RunEvent;
}

export interface ReadJournal {
  readonly events: readonly RunEvent[];
  /** Bytes of the trusted part; a writer that continues cuts the file here. */
  readonly trustedBytes: number;
  readonly droppedLines: number;
}

function schemaOf(event: RunEvent): string | undefined {
  return event.type === 'runStarted' ? event.schema : undefined;
}

/** Fails with `unsupported` for a journal of another version and `badReply` when a line in the middle is damaged. */
export function readJournalText(text: string, path: string): Result<ReadJournal> {
  const lines = text.split('\n');
  const events: RunEvent[] = [];
  let trustedBytes = 0;
  for (const [index, line] of lines.entries()) {
    if (line === '' && index === lines.length - 1) break;
    const event = parseLine(line, index);
    if (event === undefined) {
      const isTail = lines.slice(index + 1).every((rest) => rest === '');
      if (!isTail) return fail('badReply', `Line ${index + 1} of ${path} is damaged.`, 'The journal was changed by something else; keep the folder and start a new run.');
      return ok({ events, trustedBytes, droppedLines: 1 });
    }
    // a line without its newline may have been cut at the very end: it is whole, but the writer did not finish it
    if (index === lines.length - 1) return ok({ events, trustedBytes, droppedLines: 1 });
    events.push(event);
    trustedBytes += Buffer.byteLength(line) + 1;
  }
  const schema = events[0] === undefined ? undefined : schemaOf(events[0]);
  if (events.length > 0 && schema !== journalSchema)
    return fail('unsupported', `${path} is a journal of version ${schema ?? 'unknown'}; this Plimsoll reads ${journalSchema}.`, 'Update Plimsoll, or start a new run.');
  return ok({ events, trustedBytes, droppedLines: 0 });
}
