/** The scenarios a run may name: the built-in ones, and files of the user's own, kept in the run's folder so that a resume finds them as they were. */
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { loadBuiltInScenarios, loadScenarioFile, loadScenarioFolder } from '../../adapters/scenarios/loadScenarios.ts';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import type { Scenario } from '../../domain/scenario.ts';

const folderIn = (runFolder: string): string => path.join(runFolder, 'scenarios');

/** Before a run has a folder; a file that is no valid scenario fails with its lines. */
export async function scenariosToChooseFrom(ownFiles: readonly string[]): Promise<Result<readonly Scenario[]>> {
  const own: Scenario[] = [];
  for (const file of ownFiles) {
    const loaded = await loadScenarioFile(file);
    if (!loaded.ok) return loaded;
    own.push(loaded.value);
  }
  return withBuiltIn(own);
}

export async function keepScenarioFiles(ownFiles: readonly string[], runFolder: string): Promise<Result<undefined>> {
  try {
    if (ownFiles.length > 0) await mkdir(folderIn(runFolder), { recursive: true });
    // numbered, because files of different folders may have the same name
    for (const [index, file] of ownFiles.entries()) await copyFile(file, path.join(folderIn(runFolder), `${index}-${path.basename(file).replace(/\.yml$/, '.yaml')}`));
    return ok(undefined);
  } catch (thrown) {
    return fail('fileUnwritable', `The scenario files could not be copied into ${runFolder}.`, 'Check its permissions and the space on the disk.', { cause: messageOf(thrown) });
  }
}

export async function scenariosOfRun(runFolder: string): Promise<Result<readonly Scenario[]>> {
  const own = await loadScenarioFolder(folderIn(runFolder));
  return own.ok ? withBuiltIn(own.value) : own;
}

/** A scenario of the user's own takes the place of a built-in one with the same id. */
async function withBuiltIn(own: readonly Scenario[]): Promise<Result<readonly Scenario[]>> {
  const builtIn = await loadBuiltInScenarios();
  return builtIn.ok ? ok([...builtIn.value.filter(({ id }) => !own.some((one) => one.id === id)), ...own]) : builtIn;
}
