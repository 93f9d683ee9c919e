/** One stream sets the pace, then more and more streams try to keep it. */
import type { LoadLevel } from '../../domain/load.ts';
import { runStreams, type StreamsQuestion } from './runStreams.ts';

export interface LoadQuestion extends Omit<StreamsQuestion, 'streams' | 'paceMs' | 'promptOf'> {
  /** Ascending. The pace is that of the first level. */
  readonly levels: readonly number[];
  readonly promptOf: (level: number, stream: number, request: number) => ReturnType<StreamsQuestion['promptOf']>;
  readonly onLevel?: (level: LoadLevel) => void;
}

export interface MeasuredLoad {
  readonly paceMs: number;
  readonly levels: readonly LoadLevel[];
}

export async function measureLoad(question: LoadQuestion): Promise<MeasuredLoad> {
  const levels: LoadLevel[] = [];
  let paceMs = 0;
  for (const streams of question.levels) {
    if (question.signal.aborted) break;
    const level = await runStreams({ ...question, streams, paceMs, promptOf: (stream, request) => question.promptOf(streams, stream, request) });
    const alone = levels[0] ?? level;
    // throughput per stream of the first level, so that a list that begins with 2 is scaled rightly
    const scaling = alone.outputTokensPerSecond > 0 ? level.outputTokensPerSecond / (alone.outputTokensPerSecond / alone.streams) : 0;
    const scaled = { ...level, scaling };
    levels.push(scaled);
    question.onLevel?.(scaled);
    if (levels.length === 1) paceMs = level.latencyFromSendMs?.median ?? 0;
  }
  return { paceMs, levels };
}
