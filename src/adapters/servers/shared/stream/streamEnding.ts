/** What it means when a stream ends without finish_reason and without [DONE]. */
import type { Failure } from '../../../../domain/failure.ts';
import type { BodyEnding } from '../http/exchange.ts';

export function failureOfEnding(ending: BodyEnding, pieces: number, url: string): Failure {
  const after = pieces === 0 ? 'before the first token' : `after ${pieces} pieces of text`;
  switch (ending.kind) {
    case 'ended':
      return { kind: 'incompleteStream', detail: `The answer of ${url} ended ${after} without saying that it was finished.`, advice: 'Look into the log of the server: an error there may look like a clean end here.' };
    case 'cut':
      return { kind: 'incompleteStream', detail: `The connection to ${url} broke ${after}.`, advice: 'Look into the log of the server: it may have crashed or been restarted.', cause: ending.cause };
    case 'silent':
      return { kind: 'stalled', detail: `${url} went silent ${after} for ${inSeconds(ending.limitMs)} s.`, advice: 'Look at the server: another program may have taken the GPU, or the machine may have slept.' };
    case 'overlong':
      return { kind: 'stalled', detail: `${url} had not finished ${after} when the time limit of ${inSeconds(ending.limitMs)} s passed.`, advice: 'Allow more time or ask for a shorter answer.' };
  }
}

const inSeconds = (ms: number): string => (ms / 1000).toLocaleString('en', { maximumFractionDigits: 1 });
