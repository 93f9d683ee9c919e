/** The smallest test runner that works inside an extension host: named cases, all run, outcomes in a file. */
import { writeFile } from 'node:fs/promises';

export interface Case {
  readonly name: string;
  readonly prove: () => Promise<void> | void;
}

export async function runCases(cases: readonly Case[]): Promise<void> {
  const outcomes: { name: string; problem?: string }[] = [];
  for (const { name, prove } of cases) {
    try {
      await prove();
      outcomes.push({ name });
    } catch (thrown) {
      outcomes.push({ name, problem: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
    }
  }
  const file = process.env['PLIMSOLL_SUITE_OUTCOMES'];
  if (file === undefined) throw new Error('PLIMSOLL_SUITE_OUTCOMES is not set.');
  await writeFile(file, JSON.stringify(outcomes));
}
