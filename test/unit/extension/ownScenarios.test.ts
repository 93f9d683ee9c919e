/** Scenarios of the user's own: chosen beside the built-in ones, and kept with the run so that a resume finds them as they were. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { keepScenarioFiles, scenariosOfRun, scenariosToChooseFrom } from '../../../src/shells/engine/runScenarios.ts';
import { scenarioChoice } from '../../../src/shells/extension/commands/run/scenarioChoice.ts';

const builtIn = path.join(import.meta.dirname, '..', '..', '..', 'scenarios', 'debugging.yaml');

describe('which scenarios a run may execute', () => {
  const own = { id: 'mine', file: '/w/mine.yaml' };
  it('none where the workspace is not trusted, whatever was chosen', () => {
    for (const chosen of [[], ['sql-query']]) assert.deepEqual([scenarioChoice(false, chosen, undefined), scenarioChoice(false, chosen, own)], [{ scenarios: [] }, { scenarios: [] }]);
  });
  it('the user’s choice, or his own scenario alone, where it is', () => {
    assert.deepEqual(scenarioChoice(true, [], undefined), {});
    assert.deepEqual(scenarioChoice(true, ['sql-query'], undefined), { scenarios: ['sql-query'] });
    assert.deepEqual(scenarioChoice(true, ['sql-query'], own), { scenarios: ['mine'], scenarioFiles: ['/w/mine.yaml'] });
  });
});

describe('scenario files of the user', () => {
  let folder: string;
  let own: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-scenarios-'));
    own = path.join(folder, 'mine.scenario.yml');
    await writeFile(own, (await readFile(builtIn, 'utf8')).replace(/^id: debugging$/m, 'id: my-own'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('can be chosen beside the built-in ones', async () => {
    const scenarios = await scenariosToChooseFrom([own]);
    assert.ok(scenarios.ok);
    assert.equal(scenarios.value.length, 11);
    assert.ok(scenarios.value.some(({ id }) => id === 'my-own'));
  });

  it('take the place of a built-in one with the same id', async () => {
    const copy = path.join(folder, 'copy.yaml');
    await cp(builtIn, copy);
    const scenarios = await scenariosToChooseFrom([copy]);
    assert.ok(scenarios.ok);
    assert.equal(scenarios.value.filter(({ id }) => id === 'debugging').length, 1);
  });

  it('are found again by a resume after the file in the workspace was changed or removed', async () => {
    const run = path.join(folder, 'run');
    assert.ok((await keepScenarioFiles([own], run)).ok);
    await rm(own);
    const scenarios = await scenariosOfRun(run);
    assert.ok(scenarios.ok && scenarios.value.some(({ id }) => id === 'my-own'));
  });

  it('fail with their lines when they are no scenarios', async () => {
    const broken = path.join(folder, 'broken.yaml');
    await writeFile(broken, 'id: Broken Id\nkind: function\n');
    const scenarios = await scenariosToChooseFrom([broken]);
    assert.ok(!scenarios.ok);
    assert.match(scenarios.failure.detail, /broken\.yaml:1: id/);
  });

  it('are nothing extra for a run without any', async () => {
    const scenarios = await scenariosOfRun(path.join(folder, 'no-such-run'));
    assert.ok(scenarios.ok);
    assert.equal(scenarios.value.length, 10);
  });
});
