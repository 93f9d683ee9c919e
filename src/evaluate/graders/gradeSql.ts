/** Grades a query by running it on several databases and comparing rows with those expected or those of the reference query. */
import { z } from 'zod';
import type { Scenario } from '../../domain/scenario.ts';
import type { TestOutcome } from '../../domain/score.ts';
import type { SandboxResult } from '../../ports/sandbox.ts';
import { extractSql } from '../extract/extractLine.ts';
import type { GradingTools } from '../gradingTools.ts';
import { sameValue, shortValue } from './compareValues.ts';
import { generateInserts } from './generateRows.ts';
import { endingInWords, type Graded, isLimit } from './gradedTests.ts';

type SqlScenario = Extract<Scenario, { kind: 'sql' }>;
type Rows = readonly (readonly unknown[])[];

interface NamedDatabase {
  readonly name: string;
  readonly setup: string;
  readonly rows?: Rows;
}

const outcomeSchema = z.union([z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.unknown())) }), z.object({ error: z.string() })]);
type SqlOutcome = z.infer<typeof outcomeSchema>;

export async function gradeSql(scenario: SqlScenario, reply: string, tools: GradingTools, signal: AbortSignal): Promise<Graded> {
  const databases = databasesOf(scenario);
  const query = extractSql(reply);
  if (query === undefined) {
    return { ok: true, value: { state: 'noCode', tests: databases.map(({ name }) => ({ name, passed: false, detail: 'the reply holds no query' })) } };
  }
  const reference = await runQuery(scenario, scenario.referenceQuery, databases, tools, signal);
  if (reference.ending.kind !== 'finished') return { ok: false, failure: referenceFailure(scenario, reference) };
  const answer = await runQuery(scenario, query, databases, tools, signal);
  if (answer.ending.kind === 'broken') return { ok: false, failure: answer.ending.failure };
  const wanted = outcomesOf(reference);
  const found = outcomesOf(answer);
  const tests = databases.map((database, index) => judge(scenario, database, wanted[index], found[index] ?? { error: `the query ${endingInWords(answer.ending)}` }));
  return { ok: true, value: { tests, state: isLimit(answer.ending) ? 'limit' : 'answered', extracted: query } };
}

function databasesOf(scenario: SqlScenario): readonly NamedDatabase[] {
  const byHand = scenario.databases.map(({ name, inserts, rows }) => ({ name, setup: `${scenario.schema}\n${inserts}`, ...(rows ? { rows } : {}) }));
  const { generated } = scenario;
  if (!generated) return byHand;
  return [...byHand, ...generated.seeds.map((seed) => ({ name: `generated database ${seed}`, setup: `${scenario.schema}\n${generateInserts(generated, seed)}` }))];
}

function runQuery(scenario: SqlScenario, query: string, databases: readonly NamedDatabase[], tools: GradingTools, signal: AbortSignal): Promise<SandboxResult> {
  const program = JSON.stringify({ query, databases: databases.map(({ setup }) => ({ setup })) });
  return tools.sandbox.run({ language: 'sql', program, deadlineMs: scenario.deadlineMs }, signal);
}

function outcomesOf(result: SandboxResult): readonly SqlOutcome[] {
  return result.stdout.split('\n').filter((line) => line !== '').map((line) => outcomeSchema.parse(JSON.parse(line)));
}

function judge(scenario: SqlScenario, database: NamedDatabase, wanted: SqlOutcome | undefined, found: SqlOutcome): TestOutcome {
  const { name } = database;
  const rows = database.rows ?? (wanted && 'rows' in wanted ? wanted.rows : []);
  if ('error' in found) return { name, passed: false, detail: found.error };
  const columns = wanted && 'columns' in wanted ? wanted.columns.length : found.columns.length;
  if (found.columns.length !== columns) return { name, passed: false, detail: `expected ${columns} columns, got ${found.columns.length}` };
  const passed = sameValue(rows, found.rows, { mode: scenario.ordered ? 'exact' : 'unordered', tolerance: 1e-6 });
  return passed ? { name, passed } : { name, passed, detail: `expected ${rows.length} rows ${shortValue(rows)}, got ${found.rows.length} rows ${shortValue(found.rows)}` };
}

function referenceFailure(scenario: SqlScenario, result: SandboxResult): Extract<Graded, { ok: false }>['failure'] {
  if (result.ending.kind === 'broken') return result.ending.failure;
  return {
    kind: 'sandboxBroken',
    detail: `The reference query of "${scenario.id}" ${endingInWords(result.ending)}, so answers cannot be compared with it.`,
    advice: 'Run plimsoll scenarios verify and look at this scenario.',
  };
}
