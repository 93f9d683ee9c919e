/** Times an answer as it passes: first token, events, and the last kilobytes, where servers report their counts. */
import { readUsage, type ReportedUsage } from '../../../guard/reply/readUsage.ts';

export interface StreamWatch {
  readonly see: (chunk: Buffer) => void;
  /** Events per second since the first token, for display while it runs. */
  readonly liveTokensPerSecond: () => number;
  readonly result: () => WatchResult;
}

export interface WatchResult extends ReportedUsage {
  readonly ttftMs?: number;
}

const tailChunks = 8;
const tailBytes = 16 * 1024;
/** A delta with text in it, in the words of all servers; a role alone or an empty text is not a token. */
const firstText = /"(?:content|reasoning_content|reasoning|thinking|text|response|arguments)":\s*"[^"]/u;
const newline = 10;

export function watchStream(startedMs: number, nowMs: () => number = () => performance.now()): StreamWatch {
  const tail: Buffer[] = [];
  let firstTokenMs: number | undefined;
  let lastMs = startedMs;
  let chunks = 0;
  return {
    see: (chunk) => {
      tail.push(chunk);
      if (tail.length > tailChunks) tail.shift();
      lastMs = nowMs();
      if (firstTokenMs === undefined) {
        if (firstText.test(chunk.toString('latin1'))) firstTokenMs = lastMs;
      } else chunks += eventsIn(chunk);
    },
    liveTokensPerSecond: () => rate(chunks, firstTokenMs, nowMs()),
    result: () => {
      const usage = readUsage(Buffer.concat(tail).subarray(-tailBytes).toString('utf8'));
      const measured = usage.completionTokens === undefined ? rate(chunks, firstTokenMs, lastMs) : rate(usage.completionTokens - 1, firstTokenMs, lastMs);
      return {
        ...usage,
        ...(firstTokenMs === undefined ? {} : { ttftMs: firstTokenMs - startedMs }),
        ...(usage.decodeTokensPerSecond === undefined && measured > 0 ? { decodeTokensPerSecond: measured } : {}),
      };
    },
  };
}

const rate = (tokens: number, fromMs: number | undefined, toMs: number): number => (fromMs === undefined || toMs <= fromMs ? 0 : (tokens * 1000) / (toMs - fromMs));

/** Events end in an empty line (SSE) or a line feed (NDJSON); merged chunks are rare, so the usual cost is two searches. */
function eventsIn(chunk: Buffer): number {
  let events = 0;
  for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) {
    events += 1;
    if (chunk[at + 1] === newline) at += 1;
  }
  return events;
}
