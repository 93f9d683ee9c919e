/** What a study's plan says of each of its runs, on one machine or several. */
import type { StudyPlan } from '../../domain/study.ts';

/** Everything but what is the study's own: its name, which runs there are, and what is demanded of them in the end. */
export function runChoice({ schema: _, name: __, servers: ___, constraints: ____, ...choice }: StudyPlan): Omit<StudyPlan, 'schema' | 'name' | 'servers' | 'constraints'> {
  return choice;
}
