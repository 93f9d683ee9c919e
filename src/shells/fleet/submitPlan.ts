/** `study submit`: a plan's file becomes cells in the queue, or nothing does. */
import { loadBuiltInScenarios } from '../../adapters/scenarios/loadScenarios.ts';
import { askQueue } from '../../adapters/queue/connection/askQueue.ts';
import { openQueue, type Queue } from '../../adapters/queue/connection/openQueue.ts';
import { type Submitted, submitStudy, type SubmitOptions } from '../../adapters/queue/study/submitStudy.ts';
import { readPlaces } from '../../adapters/queue/work/places.ts';
import { ok, type Result } from '../../domain/failure.ts';
import type { FleetStudy, KnownPlace } from '../../domain/fleet.ts';
import { readStudyPlan } from '../study/readStudyPlan.ts';
import { planFleet } from './planFleet.ts';

export interface SubmittedPlan {
  readonly study: FleetStudy;
  readonly submitted: Submitted;
  /** Cells wait for these to come back. */
  readonly absent: readonly string[];
}

const absentOf = (study: FleetStudy, places: readonly KnownPlace[]): readonly string[] => places.filter((place) => !place.isAlive && study.runs.some((run) => run.place === place.name)).map((place) => place.name);

async function submit(queue: Queue, file: string, options: SubmitOptions): Promise<Result<SubmittedPlan>> {
  const read = await readStudyPlan(file);
  if (!read.ok) return read;
  const scenarios = await loadBuiltInScenarios();
  if (!scenarios.ok) return scenarios;
  const places = await askQueue(queue, () => readPlaces(queue));
  if (!places.ok) return places;
  const study = planFleet(read.value.plan, read.value.text, places.value, scenarios.value.map((scenario) => scenario.id));
  if (!study.ok) return study;
  const submitted = await askQueue(queue, () => submitStudy(queue, study.value, options));
  return submitted.ok ? ok({ study: study.value, submitted: submitted.value, absent: absentOf(study.value, places.value) }) : submitted;
}

/** The plan is read first: a bad one never reaches the queue. */
export async function submitPlan(url: string, file: string, options: SubmitOptions, note: (line: string) => void): Promise<Result<SubmittedPlan>> {
  const read = await readStudyPlan(file);
  if (!read.ok) return read;
  const queue = await openQueue(url, { supervise: false, note });
  if (!queue.ok) return queue;
  try {
    return await submit(queue.value, file, options);
  } finally {
    await queue.value.close();
  }
}
