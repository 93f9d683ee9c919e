/** Reads a study's plan from YAML, and says what is wrong with it in words. */
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readTextFile } from '../../adapters/storage/readTextFile.ts';
import { knownAgentIds } from '../../budget/agentProfiles.ts';
import { parseByteSize } from '../../budget/fit/byteSize.ts';
import { defined } from '../../domain/defined.ts';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import type { StudyPlan } from '../../domain/study.ts';

const size = z.union([z.number().positive(), z.string()]).transform((value, context) => {
  const bytes = typeof value === 'number' ? value : parseByteSize(value);
  if (bytes !== undefined) return bytes;
  context.addIssue({ code: 'custom', message: 'a size like 24GiB is needed' });
  return z.NEVER;
});

const planSchema = z.strictObject({
  name: z.string().min(1).optional(),
  servers: z.array(z.strictObject({ url: z.url(), models: z.array(z.string().min(1)).default([]) })).min(1),
  suite: z.enum(['quick', 'full']).default('full'),
  repeats: z.int().min(1).optional(),
  contexts: z.array(z.int().min(128)).optional(),
  scenarios: z.array(z.string()).optional(),
  agent: z.enum(knownAgentIds as [(typeof knownAgentIds)[number], ...(typeof knownAgentIds)[number][]]).optional(),
  maxTokens: z.int().min(1).optional(),
  maxScenarioTokens: z.int().min(1).optional(),
  readiness: z.int().min(0).optional(),
  temperature: z.number().min(0).max(2).optional(),
  language: z.string().optional(),
  untilVariationPercent: z.number().positive().optional(),
  timeBudgetSeconds: z.number().positive().optional(),
  constraints: z.strictObject({ vram: size.optional(), minTokensPerSecond: z.number().positive().optional(), minScore: z.number().min(0).max(10).optional(), context: z.int().min(1).optional() }).default({}),
});

function planOf(read: z.infer<typeof planSchema>, fallbackName: string): StudyPlan {
  const { name, servers, suite, maxTokens, maxScenarioTokens, constraints, repeats, contexts, scenarios, agent, readiness, temperature, language, untilVariationPercent, timeBudgetSeconds } = read;
  return {
    schema: 'plimsoll.studyPlan/v1',
    name: name ?? fallbackName,
    servers,
    suite,
    ...defined({ repeats, contexts, scenarios, agent, maxOutputTokens: maxTokens, maxScenarioTokens, readinessRepeats: readiness, temperature, language, untilVariationPercent, timeBudgetMs: timeBudgetSeconds === undefined ? undefined : timeBudgetSeconds * 1000 }),
    constraints: defined({ vramBytes: constraints.vram, minTokensPerSecond: constraints.minTokensPerSecond, minScore: constraints.minScore, minContextTokens: constraints.context }),
  };
}

export interface ReadPlan {
  readonly plan: StudyPlan;
  /** As the file stands, to be kept beside the results. */
  readonly text: string;
}

export async function readStudyPlan(file: string): Promise<Result<ReadPlan>> {
  const text = await readTextFile(file);
  if (!text.ok) return text;
  try {
    const parsed = planSchema.safeParse(parse(text.value));
    if (parsed.success) return ok({ plan: planOf(parsed.data, path.basename(file).replace(/\.ya?ml$/u, '')), text: text.value });
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'plan'}: ${issue.message}`);
    return fail('invalidInput', `${file} is no study plan: ${issues.slice(0, 3).join('; ')}.`, 'See docs/study.md for a plan that works.');
  } catch (thrown) {
    return fail('invalidInput', `${file} is not valid YAML.`, 'See docs/study.md for a plan that works.', { cause: messageOf(thrown).slice(0, 200) });
  }
}
