/** Which machine settings a workspace tries to decide, dotted or nested, so that the user can be told that they count for nothing. */
import { Uri, workspace } from 'vscode';
import { parse } from 'jsonc-parser';
import { type Setting, settingsTable } from './settingsTable.ts';

const machineKeys = Object.entries<Setting>(settingsTable).filter(([, { scope }]) => scope === 'machine').map(([key]) => key);

/**
 * The values themselves are never used: `readSettings` asks for the user's own. VS Code drops them from what it tells
 * extensions – the nested form since 1.136.2 only – so the files are read to see that they are there.
 */
export async function findRefusedSettings(): Promise<readonly string[]> {
  const texts = await Promise.all(settingsFiles().map(readText));
  return [...new Set(texts.flatMap((text) => machineKeysIn(parse(text))))].map((key) => `plimsoll.${key}`);
}

function settingsFiles(): readonly Uri[] {
  const ofFolders = (workspace.workspaceFolders ?? []).map(({ uri }) => Uri.joinPath(uri, '.vscode', 'settings.json'));
  const { workspaceFile } = workspace;
  return workspaceFile === undefined || workspaceFile.scheme === 'untitled' ? ofFolders : [...ofFolders, workspaceFile];
}

async function readText(file: Uri): Promise<string> {
  return workspace.fs.readFile(file).then((bytes) => new TextDecoder().decode(bytes), () => '');
}

/** A workspace file holds its settings one level deeper than a folder's settings.json. */
function machineKeysIn(content: unknown): readonly string[] {
  const settings = [content, member(content, 'settings')];
  return machineKeys.filter((key) => settings.some((one) => member(one, `plimsoll.${key}`) !== undefined || member(member(one, 'plimsoll'), key) !== undefined));
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
