/** When the first chunk, the first token and the first token of the answer came, and which pieces came merged. */
import type { Completion } from '../../../../domain/sample.ts';
import { splitThinking } from './thinkTags.ts';

/** A piece of the answer with the read that completed it. */
export interface TimedPiece {
  readonly kind: 'text' | 'thinking' | 'toolCall';
  readonly text: string;
  readonly atMs: number;
  readonly read: number;
}

export type AnswerClock = Pick<
  Completion,
  'text' | 'thinking' | 'firstChunkMs' | 'firstTokenMs' | 'firstAnswerMs' | 'lastTokenMs' | 'tokenTimesMs' | 'mergedChunkShare'
>;

/** An answer without any token has all its moments at its first chunk; one that only thought has its "first answer" at its end. */
export function answerClock(pieces: readonly TimedPiece[], firstDeltaMs: number | undefined): AnswerClock {
  const written = joined(pieces, 'text');
  const tagged = splitThinking(written);
  const firstChunkMs = firstDeltaMs ?? pieces[0]?.atMs ?? 0;
  const firstTokenMs = pieces[0]?.atMs ?? firstChunkMs;
  const lastTokenMs = pieces.at(-1)?.atMs ?? firstTokenMs;
  return {
    text: tagged.answer,
    thinking: joined(pieces, 'thinking') + tagged.thinking,
    firstChunkMs,
    firstTokenMs,
    firstAnswerMs: firstAnswerMs(pieces, tagged.answerStart) ?? lastTokenMs,
    lastTokenMs,
    tokenTimesMs: pieces.map((piece) => piece.atMs),
    mergedChunkShare: mergedShare(pieces),
  };
}

function joined(pieces: readonly TimedPiece[], kind: TimedPiece['kind']): string {
  let text = '';
  for (const piece of pieces) if (piece.kind === kind) text += piece.text;
  return text;
}

function firstAnswerMs(pieces: readonly TimedPiece[], answerStart: number): number | undefined {
  let offset = 0;
  for (const piece of pieces) {
    if (piece.kind === 'toolCall') return piece.atMs;
    if (piece.kind !== 'text') continue;
    offset += piece.text.length;
    if (offset > answerStart) return piece.atMs;
  }
  return undefined;
}

function mergedShare(pieces: readonly TimedPiece[]): number {
  if (pieces.length === 0) return 0;
  let merged = 0;
  for (let place = 1; place < pieces.length; place += 1) if (pieces[place - 1]?.read === pieces[place]?.read) merged += 1;
  return merged / pieces.length;
}
