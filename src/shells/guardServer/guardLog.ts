/** The guard's log in words: one line for each request that was not simply passed, and for each notice. */
import type { GuardRecord } from '../../guard/guardStats.ts';

export interface Notice {
  readonly level: 'info' | 'warning';
  readonly text: string;
}

/** undefined for a request that passed and ended well: an agent sends hundreds of those. */
export function lineOf(record: GuardRecord): string | undefined {
  if (record.truncation !== undefined) return `TRUNCATED ${record.model}: ${record.truncation}`;
  const well = record.ending === 'complete' || record.ending === 'refused';
  if (record.outcome === 'passed' && well && record.note === undefined) return undefined;
  return `${record.path} ${record.model}: ${record.note ?? record.outcome}${well ? '' : ` (${record.ending})`}`;
}
