/** Which cells a plan becomes, given who offers what. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KnownPlace } from '../../../src/domain/fleet.ts';
import type { ServerReport } from '../../../src/domain/server.ts';
import type { StudyPlan } from '../../../src/domain/study.ts';
import { planFleet, studyId } from '../../../src/shells/fleet/planFleet.ts';
import { server } from '../../fakes/runExamples.ts';

const here = 'http://localhost:8000';
const shared = 'http://models.lab:8000';
const offer = (url: string, location: ServerReport['location'], ...models: readonly string[]): ServerReport => ({ ...server, url, location, models: models.map((id) => ({ id })) });
const place = (name: string, isAlive: boolean, ...servers: readonly ServerReport[]): KnownPlace => ({ name, isAlive, servers, machine: { os: 'TestOS', cpu: 'TestCPU', cpuCores: 2, memoryBytes: 1, gpus: [] }, fingerprint: name, clientVersion: '0' });
const planOf = (...urls: readonly string[]): StudyPlan => ({ schema: 'plimsoll.studyPlan/v1', name: 'example', servers: urls.map((url) => ({ url, models: [] })), suite: 'quick', repeats: 1, contexts: [512], scenarios: ['regex'], constraints: {} });
const scenarios = ['regex', 'algorithm'];

function runsOf(plan: StudyPlan, places: readonly KnownPlace[]): readonly (readonly [string, string])[] {
  const study = planFleet(plan, '', places, scenarios);
  assert.ok(study.ok, JSON.stringify(study));
  return study.value.runs.map((run) => [run.id, run.place]);
}

describe('a plan over places', () => {
  it('measures a loopback address on every host that has it', () => {
    const places = [place('gpu1', true, offer(here, 'loopback', 'a')), place('gpu2', true, offer(here, 'loopback', 'a', 'b'))];
    assert.deepEqual(runsOf(planOf(here), places), [[`${here} a @gpu1`, 'gpu1'], [`${here} a @gpu2`, 'gpu2'], [`${here} b @gpu2`, 'gpu2']]);
  });

  it('names a host only where that is needed', () => {
    assert.deepEqual(runsOf(planOf(here), [place('gpu1', true, offer(here, 'loopback', 'a'))]), [[`${here} a`, 'gpu1']]);
  });

  it('measures any other server once, from a place that is at work', () => {
    const places = [place('gpu1', false, offer(shared, 'private', 'a')), place('gpu2', true, offer(shared, 'private', 'a')), place('gpu3', true, offer(shared, 'private', 'a'))];
    assert.deepEqual(runsOf(planOf(`${shared}/v1/`), places), [[`${shared} a`, 'gpu2']]);
  });

  it('is the same study however often it is asked for, and another with another plan', () => {
    const places = [place('gpu1', true, offer(here, 'loopback', 'a'))];
    const [once, twice] = [planFleet(planOf(here), '', places, scenarios), planFleet(planOf(here), '', places, scenarios)];
    assert.deepEqual(once, twice);
    assert.notEqual(studyId(planOf(here)), studyId({ ...planOf(here), repeats: 2 }));
    assert.ok(once.ok);
    const keys = once.value.runs.flatMap((run) => run.cells.map((cell) => cell.key));
    assert.equal(new Set(keys).size, 3);
  });

  it('is refused as a whole when one part of it cannot be', () => {
    const places = [place('gpu1', true, offer(here, 'loopback', 'a'))];
    const kindOf = (plan: StudyPlan): string | undefined => {
      const study = planFleet(plan, '', places, scenarios);
      return study.ok ? undefined : study.failure.kind;
    };
    assert.equal(kindOf(planOf(here, shared)), 'invalidInput');
    assert.equal(kindOf({ ...planOf(here), scenarios: ['poetry'] }), 'invalidInput');
    assert.equal(kindOf({ ...planOf(here), servers: [{ url: here, models: ['z'] }] }), 'modelMissing');
  });
});
