/** From what a user chose and what the probe found to a complete, serialisable plan. */
import { createHash } from 'node:crypto';
import type { AgentProfileId } from '../domain/agent.ts';
import { fail, ok, type Result } from '../domain/failure.ts';
import type { RunPlan, Suite } from '../domain/runPlan.ts';
import type { ServerReport } from '../domain/server.ts';

export interface PlanChoice {
  readonly models: readonly string[];
  readonly suite: Suite;
  readonly repeats?: number;
  readonly contexts?: readonly number[];
  readonly scenarios?: readonly string[];
  readonly agent?: AgentProfileId;
  readonly mcpTools?: number;
  readonly readinessRepeats?: number;
  readonly maxOutputTokens?: number;
  readonly maxScenarioTokens?: number;
  readonly temperature?: number;
  readonly language?: string;
  readonly seed?: number;
  readonly promptTokens?: number;
  readonly untilVariationPercent?: number;
  readonly timeBudgetMs?: number;
}

/** The three of the quick suite are executed and short; the full suite takes every built-in scenario. */
export const quickScenarios = ['code-completion', 'debugging', 'sql-query'] as const;

const suites = {
  quick: { repeats: 3, contexts: [2048, 8192], promptTokens: 512 },
  full: { repeats: 5, contexts: [12_800, 41_200, 51_200, 76_800], promptTokens: 1024 },
} as const;

/** Silence of ten minutes ends a request: long prefill on a CPU is silent for minutes and must not be taken for a hang. */
const idleTimeoutMs = 600_000;

function chooseModels(choice: PlanChoice, server: ServerReport): Result<readonly string[]> {
  const known = server.models.map((model) => model.id);
  const missing = choice.models.filter((id) => !known.includes(id));
  if (missing.length > 0) {
    const pull = server.kind === 'ollama' ? ` Or get it: ollama pull ${missing[0] ?? ''}` : '';
    return fail('modelMissing', `${server.url} does not serve ${missing.join(', ')}.`, `It serves: ${known.join(', ') || 'nothing'}.${pull}`);
  }
  if (choice.models.length > 0) return ok(choice.models);
  const first = server.models.find((model) => model.loaded === true) ?? server.models[0];
  if (first === undefined) return fail('modelMissing', `${server.url} serves no model.`, 'Load or pull a model on the server and try again.');
  return ok([first.id]);
}

function checkNumbers(choice: PlanChoice): Result<undefined> {
  const wrong = (what: string): Result<undefined> => fail('invalidInput', what, 'See plimsoll bench --help.');
  if (choice.repeats !== undefined && !(Number.isInteger(choice.repeats) && choice.repeats >= 1)) return wrong('--repeats must be a whole number from 1.');
  if (choice.contexts?.some((size) => !Number.isInteger(size) || size < 128)) return wrong('--contexts must be whole numbers of tokens from 128, like 2048,8192.');
  if (choice.maxOutputTokens !== undefined && !(Number.isInteger(choice.maxOutputTokens) && choice.maxOutputTokens >= 1)) return wrong('--max-tokens must be a whole number from 1.');
  return ok(undefined);
}

/** The full suite asks once; 0 leaves it out. */
function readinessOf({ suite, readinessRepeats }: PlanChoice): Pick<RunPlan, 'readinessRepeats'> {
  const repeats = readinessRepeats ?? (suite === 'full' ? 1 : 0);
  return repeats === 0 ? {} : { readinessRepeats: repeats };
}

/** Fails with `modelMissing` or `invalidInput`; a size that cannot fit is not an error here, the run reports it. */
export function makePlan(choice: PlanChoice, server: ServerReport, allScenarios: readonly string[]): Result<RunPlan> {
  const numbers = checkNumbers(choice);
  if (!numbers.ok) return numbers;
  const models = chooseModels(choice, server);
  if (!models.ok) return models;
  const scenarios = choice.scenarios ?? (choice.suite === 'quick' ? quickScenarios : allScenarios);
  const unknown = scenarios.filter((id) => !allScenarios.includes(id));
  if (unknown.length > 0) return fail('invalidInput', `There is no scenario ${unknown.join(', ')}.`, `Known: ${allScenarios.join(', ')}.`);
  const defaults = suites[choice.suite];
  return ok({
    schema: 'plimsoll.plan/v1',
    serverUrl: server.url,
    serverKind: server.kind,
    models: models.value,
    suite: choice.suite,
    repeats: choice.repeats ?? defaults.repeats,
    contexts: choice.contexts ?? defaults.contexts,
    scenarios,
    language: choice.language ?? 'default',
    agent: choice.agent ?? 'cline-next',
    mcpTools: choice.mcpTools ?? 0,
    maxOutputTokens: choice.maxOutputTokens ?? 128,
    temperature: choice.temperature ?? 0.2,
    seed: choice.seed ?? 1,
    promptTokens: choice.promptTokens ?? defaults.promptTokens,
    idleTimeoutMs,
    ...readinessOf(choice),
    ...(choice.maxScenarioTokens === undefined ? {} : { maxScenarioTokens: choice.maxScenarioTokens }),
    ...(choice.untilVariationPercent === undefined ? {} : { untilVariationPercent: choice.untilVariationPercent }),
    ...(choice.timeBudgetMs === undefined ? {} : { timeBudgetMs: choice.timeBudgetMs }),
  });
}

/** sha256 of the plan with sorted keys: two plans are the same exactly when this is. */
export function planHash(plan: RunPlan): string {
  const sorted = Object.fromEntries(Object.entries(plan).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
