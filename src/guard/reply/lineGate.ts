/** Lets a stream's bytes through unchanged and at once; only a line that is an overflow error is held, read and translated. */
import type { GuardedApi } from '../guardRequest.ts';
import type { RecogniseOverflow } from './overflowReply.ts';
import { errorMark, translateStreamLine } from './translateStreamLine.ts';

export interface LineGate {
  /** Bytes to send now: the chunk itself in all common cases, empty while a suspicious line is incomplete. */
  readonly pass: (chunk: Buffer) => Buffer;
  /** What was still held when the stream ended. */
  readonly end: () => Buffer;
  readonly sawOverflow: () => boolean;
  /** True when a line of our own may be put in without breaking one of the server's. */
  readonly isBetweenLines: () => boolean;
}

const lineFeed = 10;
const nothing = Buffer.alloc(0);
/** An error line longer than this is passed as it is. */
const longestHeldLine = 64 * 1024;
/** How an error event can begin; a shorter beginning of a line is held until it is clear. */
const errorBeginnings = ['data: {"error"', 'data:{"error"', '{"error"', 'error: {', 'error:{'];

export function createLineGate(api: GuardedApi | undefined, recognise: RecogniseOverflow): LineGate {
  let held: Buffer = nothing;
  let atLineStart = true;
  let sawOverflow = false;

  const translate = (line: Buffer): Buffer => {
    const text = line.toString('utf8');
    const translated = translateStreamLine(text.trimEnd(), api, recognise);
    if (translated === undefined) return line;
    sawOverflow = true;
    return Buffer.from(translated + text.slice(text.trimEnd().length));
  };

  const pass = (chunk: Buffer): Buffer => {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const beganAtLineStart = held.length > 0 || atLineStart;
    held = nothing;
    const lastLine = bytes.lastIndexOf(lineFeed) + 1;
    const rest = bytes.subarray(lastLine);
    const restBegins = lastLine > 0 || beganAtLineStart;
    const complete = bytes.subarray(0, lastLine);
    if (rest.length > 0 && restBegins && mayBecomeError(rest)) held = rest;
    atLineStart = rest.length === 0;
    const out = complete.includes(errorMark) || complete.includes('error:') ? Buffer.concat(linesOf(complete).map((line, index) => (index > 0 || beganAtLineStart ? translate(line) : line))) : complete;
    if (held.length > 0 || rest.length === 0) return out;
    return out === complete ? bytes : Buffer.concat([out, rest]);
  };

  return {
    pass,
    end: () => {
      const last = held;
      held = nothing;
      return last.length === 0 ? last : translate(last);
    },
    sawOverflow: () => sawOverflow,
    isBetweenLines: () => atLineStart && held.length === 0,
  };
}

function mayBecomeError(line: Buffer): boolean {
  if (line.length > longestHeldLine) return false;
  const beginning = line.toString('latin1', 0, 16);
  return errorBeginnings.some((one) => one.startsWith(beginning) || beginning.startsWith(one));
}

function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, start);
    const next = end === -1 ? bytes.length : end + 1;
    lines.push(bytes.subarray(start, next));
    start = next;
  }
  return lines;
}
