/** `plimsoll scenarios`: lists scenarios, checks files, and proves that right answers pass and wrong ones fail. */
import { readFile } from 'node:fs/promises';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { checkScenario, type ScenarioProblem } from '../../../adapters/scenarios/loadScenarios.ts';
import { fail, messageOf, ok, type Result } from '../../../domain/failure.ts';
import type { Scenario } from '../../../domain/scenario.ts';
import { type VerifiedExample, verifyScenario } from '../../../evaluate/verifyScenario.ts';
import { allScenarios, findScenario } from '../../findScenario.ts';
import { openGrading } from '../../openGrading.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';

interface JsonOption {
  readonly json?: boolean;
}

export async function runList(workspace = process.cwd()): Promise<CommandOutcome> {
  const known = await allScenarios(workspace);
  if (!known.ok) return failureOutcome(known.failure);
  const rows = known.value.map(({ id, title, kind, languages, defaultLanguage, tags }) => ({ id, title, kind, languages, defaultLanguage, tags }));
  const table = plainTable(['scenario', 'kind', 'languages', 'title']);
  table.push(...rows.map(({ id, kind, languages, title }) => [id, kind, languages.join(', '), title]));
  return { exitCode: 0, json: { schema: 'plimsoll.scenarios/v1', scenarios: rows }, text: table.toString() };
}

/** Exit code 1 when a file has problems, 2 when it cannot be read. */
export async function runValidate(files: readonly string[]): Promise<CommandOutcome> {
  const checked: { readonly file: string; readonly valid: boolean; readonly problems: readonly ScenarioProblem[] }[] = [];
  for (const file of files) {
    const text = await readText(file);
    if (!text.ok) return failureOutcome(text.failure);
    const result = checkScenario(text.value);
    const problems = 'problems' in result ? result.problems : [];
    checked.push({ file, valid: problems.length === 0, problems });
  }
  const lines = checked.flatMap(({ file, valid, problems }) => (valid ? [`${file}: valid`] : problems.map(({ line, text }) => `${file}:${line}: ${text}`)));
  return { exitCode: checked.every(({ valid }) => valid) ? 0 : 1, json: { schema: 'plimsoll.validated/v1', files: checked }, text: lines.join('\n') };
}

async function readText(file: string): Promise<Result<string>> {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (thrown) {
    return fail('invalidInput', `The scenario file ${file} cannot be read.`, 'Give the path of a scenario file.', { cause: messageOf(thrown) });
  }
}

/** Exit code 1 when a reference fails or a mutant passes. Without names all scenarios are verified. */
export async function runVerify(names: readonly string[], { signal, note }: Pick<CliContext, 'signal' | 'note'>): Promise<CommandOutcome> {
  const scenarios = await chosenScenarios(names);
  if (!scenarios.ok) return failureOutcome(scenarios.failure);
  const grading = openGrading();
  const rows: VerifiedExample[] = [];
  try {
    for (const scenario of scenarios.value) {
      note(`verifying ${scenario.id} …`);
      rows.push(...(await verifyScenario(scenario, grading.tools, signal)));
    }
  } finally {
    await grading.dispose();
  }
  const wrong = rows.filter(({ holds }) => !holds).length;
  const text = `${verificationTable(rows)}\n${rows.length - wrong} of ${rows.length} examples are judged as they should be.`;
  return { exitCode: wrong === 0 ? 0 : 1, json: { schema: 'plimsoll.verified/v1', holds: wrong === 0, examples: rows }, text };
}

async function chosenScenarios(names: readonly string[]): Promise<Result<readonly Scenario[]>> {
  if (names.length === 0) return allScenarios(process.cwd());
  const chosen: Scenario[] = [];
  for (const name of names) {
    const found = await findScenario(name);
    if (!found.ok) return found;
    chosen.push(found.value);
  }
  return ok(chosen);
}

function verificationTable(rows: readonly VerifiedExample[]): string {
  const table = plainTable(['', 'scenario', 'language', 'answer', 'is', 'tests passed', 'accuracy']);
  for (const row of rows) {
    const answer = row.why === undefined ? row.example : `${row.example}\n  ${row.why}`;
    table.push([row.holds ? 'ok' : 'WRONG', row.scenario, row.language, answer, row.expected, `${row.passedTests}/${row.tests}`, `${Math.round(row.accuracy * 100)} %`]);
  }
  return table.toString();
}

/** No colours and no frames: the output is read by scripts and pasted into issues too. */
function plainTable(head: string[]): InstanceType<typeof Table> {
  const lines = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'] as const;
  const chars = Object.fromEntries([...lines.map((name) => [name, ''] as const), ['middle', '  ']]);
  return new Table({ head, chars, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } });
}

export const scenariosCommand: CliCommand = {
  id: 'scenarios',
  register: (program: Command, context) => {
    const scenarios = program.command('scenarios').description('the quality scenarios: list, validate files, verify their examples');
    scenarios.command('list').description('built-in scenarios and those of .plimsoll/scenarios').option('--json', 'one JSON document on stdout').action((options: JsonOption) => context.finish(options, () => runList()));
    scenarios
      .command('validate')
      .description('check scenario files; problems are told with their lines')
      .argument('<file...>')
      .option('--json', 'one JSON document on stdout')
      .action((files: string[], options: JsonOption) => context.finish(options, () => runValidate(files)));
    scenarios
      .command('verify')
      .description('grade the references and mutants of scenarios')
      .argument('[id|file...]', 'all when absent')
      .option('--json', 'one JSON document on stdout')
      .action((names: string[], options: JsonOption) => context.finish(options, () => runVerify(names, context)));
  },
};
