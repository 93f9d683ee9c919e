/** Rules files that coding agents put into every prompt, read from a workspace folder. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, fail, messageOf, ok, type Result } from '../../../domain/failure.ts';

/** Files or folders of Markdown and text files, relative to the workspace. */
const rulesPlaces = ['.clinerules', 'AGENTS.md', '.cursorrules', '.windsurfrules', '.kilocode/rules', '.roo/rules'] as const;
const rulesFileName = /\.(md|mdc|txt)$/iu;
/** A rules file larger than this is not a rules file. */
const largestRulesBytes = 1_000_000;

/** Empty when the folder has none; fails only when the folder itself or a rules file cannot be read. */
export async function readRules(workspaceFolder: string): Promise<Result<readonly { readonly path: string; readonly text: string }[]>> {
  try {
    if (!(await lstat(workspaceFolder)).isDirectory()) return unreadable(workspaceFolder, 'it is not a folder');
    const found: { path: string; text: string }[] = [];
    for (const place of rulesPlaces) found.push(...(await readPlace(workspaceFolder, place)));
    return ok(found);
  } catch (thrown) {
    return unreadable(workspaceFolder, messageOf(thrown));
  }
}

const unreadable = (folder: string, cause: string): Result<never> =>
  fail('fileUnreadable', `The rules files of ${folder} cannot be read.`, 'Give the workspace folder the agent works in.', { cause });

async function readPlace(folder: string, place: string): Promise<{ path: string; text: string }[]> {
  const stat = await lstat(join(folder, place)).catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return undefined;
    throw thrown;
  });
  // a link may lead anywhere on the machine: a workspace does not decide what is read
  if (stat === undefined || stat.isSymbolicLink()) return [];
  if (stat.isFile()) return stat.size > largestRulesBytes ? [] : [{ path: place, text: await readFile(join(folder, place), 'utf8') }];
  if (!stat.isDirectory()) return [];
  const entries = (await readdir(join(folder, place), { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && rulesFileName.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  return Promise.all(entries.map(async (path) => ({ path: path.replaceAll('\\', '/'), text: await readFile(join(folder, path), 'utf8') })));
}
