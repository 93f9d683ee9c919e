/** Finds a scenario by id among the built-in ones and the workspace's own, or by the path of its file. */
import path from 'node:path';
import { loadBuiltInScenarios, loadScenarioFile, loadScenarioFolder } from '../adapters/scenarios/loadScenarios.ts';
import { fail, ok, type Result } from '../domain/failure.ts';
import type { Scenario } from '../domain/scenario.ts';

/** Where a workspace keeps scenarios of its own. */
export const ownScenarioFolder = (workspace: string): string => path.join(workspace, '.plimsoll', 'scenarios');

/** Built-in scenarios and those of the workspace; an own scenario with a built-in id takes its place. */
export async function allScenarios(workspace: string): Promise<Result<readonly Scenario[]>> {
  const builtIn = await loadBuiltInScenarios();
  if (!builtIn.ok) return builtIn;
  const own = await loadScenarioFolder(ownScenarioFolder(workspace));
  if (!own.ok) return own;
  const replaced = new Set(own.value.map(({ id }) => id));
  return ok([...builtIn.value.filter(({ id }) => !replaced.has(id)), ...own.value]);
}

export async function findScenario(idOrFile: string, workspace = process.cwd()): Promise<Result<Scenario>> {
  if (/\.ya?ml$|[\\/]/.test(idOrFile)) return asWrongUsage(await loadScenarioFile(idOrFile));
  const known = await allScenarios(workspace);
  if (!known.ok) return known;
  const found = known.value.find(({ id }) => id === idOrFile);
  if (found) return ok(found);
  return fail('invalidInput', `There is no scenario "${idOrFile}".`, `Known: ${known.value.map(({ id }) => id).join(', ')}; or give the path of a scenario file.`);
}

/** A file that cannot be read was named wrongly on the command line. */
function asWrongUsage(loaded: Result<Scenario>): Result<Scenario> {
  if (loaded.ok || loaded.failure.kind !== 'fileUnreadable') return loaded;
  return { ok: false, failure: { ...loaded.failure, kind: 'invalidInput' } };
}
