/** Reads scenario files: YAML in, scenarios or failures with line numbers out. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { codeOf, fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import type { Scenario } from '../../domain/scenario.ts';
import { scenarioFileSchema } from './scenarioSchema.ts';
import { scenarioOf } from './scenarioOf.ts';

/** All ten, sorted by id. */
export async function loadBuiltInScenarios(folder = builtInFolder(import.meta.url)): Promise<Result<readonly Scenario[]>> {
  return loadScenarioFolder(folder);
}

/** Every `*.yaml` and `*.yml` of a folder, sorted by id; the first bad file fails all. A folder that is not there holds none. */
export async function loadScenarioFolder(folder: string): Promise<Result<readonly Scenario[]>> {
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return ok([]);
    return fail('fileUnreadable', `The scenario folder ${folder} cannot be read.`, 'Check its permissions.', { cause: messageOf(thrown) });
  }
  const scenarios: Scenario[] = [];
  for (const name of names) {
    const loaded = await loadScenarioFile(join(folder, name));
    if (!loaded.ok) return loaded;
    const twin = scenarios.find(({ id }) => id === loaded.value.id);
    if (twin) return fail('invalidInput', `Two files in ${folder} are called "${twin.id}"; the second is ${name}.`, 'Give each scenario an id of its own.');
    scenarios.push(loaded.value);
  }
  return ok(scenarios.sort((a, b) => a.id.localeCompare(b.id)));
}

export async function loadScenarioFile(path: string): Promise<Result<Scenario>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    const advice = codeOf(thrown) === 'ENOENT' ? 'Give the path of a scenario file, or the id of a built-in scenario (plimsoll scenarios list).' : 'Check its permissions.';
    return fail('fileUnreadable', `The scenario file ${path} cannot be read.`, advice, { cause: messageOf(thrown) });
  }
  return parseScenario(text, path);
}

/** A place in a scenario file where something is wrong; lines are 1-based. */
export interface ScenarioProblem {
  readonly line: number;
  readonly text: string;
}

/** `name` is what messages call the file. */
export function parseScenario(text: string, name: string): Result<Scenario> {
  const checked = checkScenario(text);
  if ('scenario' in checked) return ok(checked.scenario);
  const problems = checked.problems.slice(0, 8).map(({ line, text: what }) => `${name}:${line}: ${what}`);
  return fail('invalidInput', `${name} is not a valid scenario:\n${problems.join('\n')}`, 'Correct these lines; docs/evaluation.md describes every field.');
}

/** All problems of a scenario file at once, for editors and `scenarios validate`. */
export function checkScenario(text: string): { readonly scenario: Scenario } | { readonly problems: readonly ScenarioProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) return { problems: document.errors.map((error) => ({ line: lines.linePos(error.pos[0]).line, text: error.message })) };
  const parsed = scenarioFileSchema.safeParse(document.toJS());
  if (!parsed.success) return { problems: parsed.error.issues.map((issue) => ({ line: lineOf(document, issue.path, lines), text: `${issue.path.map(String).join('.') || 'file'}: ${issue.message}` })) };
  const scenario = scenarioOf(parsed.data);
  if ('problem' in scenario) return { problems: [{ line: lineOf(document, scenario.path, lines), text: scenario.problem }] };
  return { scenario: scenario.value };
}

/** The line of the deepest part of the path that the file holds. */
function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | undefined) : undefined;
    if (range?.[0] !== undefined) return lines.linePos(range[0]).line;
  }
  return 1;
}

/** Beside the bundle, or at the top of the repository when run from source. */
function builtInFolder(moduleUrl: string): string {
  const file = fileURLToPath(moduleUrl);
  if (!file.endsWith('.ts')) return join(dirname(file), 'scenarios');
  let at = dirname(file);
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) at = dirname(at);
  return join(at, 'scenarios');
}
