/** From a study's plan and the places that announced themselves to runs and cells; nothing is asked of any server. */
import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { FleetCell, FleetRun, FleetStudy, KnownPlace } from '../../domain/fleet.ts';
import type { ServerReport } from '../../domain/server.ts';
import type { StudyPlan } from '../../domain/study.ts';
import { byCost } from '../../recommend/study/foldStudy.ts';
import { makePlan } from '../../run/makePlan.ts';
import { partsOf } from '../../run/parts/joinParts.ts';
import { runChoice } from '../study/runChoice.ts';

const hashOf = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex');
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
};

/** Twelve hex digits: enough to tell studies apart, short enough to type. */
export const studyId = (plan: StudyPlan): string => hashOf(JSON.stringify(sorted(plan))).slice(0, 12);

const trimmed = (url: string): string => url.replace(/\/+$/u, '').replace(/\/v1$/u, '');

interface Offer {
  readonly place: KnownPlace;
  readonly server: ServerReport;
}

/** Places with a worker first: the others may never come back. */
function offersOf(url: string, places: readonly KnownPlace[]): readonly Offer[] {
  const offers = places.flatMap((place) => place.servers.filter((server) => trimmed(server.url) === trimmed(url)).map((server) => ({ place, server })));
  return offers.toSorted((a, b) => Number(b.place.isAlive) - Number(a.place.isAlive));
}

/**
 * A loopback address means a server of its own on every host that has it: each is measured. Any other address is one server, and
 * is measured once, from the first place that reaches it.
 */
const chosenOffers = (offers: readonly Offer[]): readonly Offer[] => (offers[0]?.server.location === 'loopback' ? offers : offers.slice(0, 1));

function runOf(study: string, plan: StudyPlan, scenarios: readonly string[], offer: Offer, url: string, model: string, isOneOfSeveral: boolean): Result<FleetRun> {
  const { place, server } = offer;
  const runPlan = makePlan({ ...runChoice(plan), models: [model] }, { ...server, url }, scenarios);
  if (!runPlan.ok) return runPlan;
  const id = isOneOfSeveral ? `${url} ${model} @${place.name}` : `${url} ${model}`;
  const runId = `fleet-${hashOf(study, id).slice(0, 12)}`;
  const sizeBytes = server.models.find((candidate) => candidate.id === model)?.sizeBytes;
  const cells = partsOf(runPlan.value).map((part): FleetCell => ({ part, key: hashOf(study, id, part).slice(0, 32) }));
  return ok({ id, url, model, place: place.name, plan: runPlan.value, runId, cells, ...(sizeBytes === undefined ? {} : { sizeBytes }) });
}

function notOffered(url: string, places: readonly KnownPlace[]): Result<never> {
  const known = places.flatMap((place) => place.servers.map((server) => `${server.url} at ${place.name}`));
  return fail('invalidInput', `No worker offers ${url}. Nothing was submitted.`, `Start one where it is reached: plimsoll worker --server ${url}. ${known.length === 0 ? 'No worker has announced itself yet.' : `Offered: ${known.slice(0, 8).join(', ')}.`}`);
}

/** Fails when a server, a model or a scenario of the plan is not there; then nothing is submitted. */
export function planFleet(plan: StudyPlan, planText: string, places: readonly KnownPlace[], scenarios: readonly string[]): Result<FleetStudy> {
  const id = studyId(plan);
  const runs: FleetRun[] = [];
  for (const wanted of plan.servers) {
    const url = trimmed(wanted.url);
    const offers = chosenOffers(offersOf(url, places));
    if (offers.length === 0) return notOffered(url, places);
    for (const offer of offers) {
      const models = wanted.models.length > 0 ? wanted.models : offer.server.models.map((model) => model.id);
      for (const model of models) {
        const run = runOf(id, plan, scenarios, offer, url, model, offers.length > 1);
        if (!run.ok) return run;
        runs.push(run.value);
      }
    }
  }
  const unique = [...new Map(runs.map((run) => [run.id, run])).values()];
  return unique.length === 0 ? fail('modelMissing', 'No server of the plan lists a model. Nothing was submitted.', 'Load a model and start its worker again, or name models in the plan.') : ok({ id, plan, planText, runs: byCost(unique) });
}
