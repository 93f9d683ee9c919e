/** The settings a finished run recommends, read from its summary.json. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import type { RecommendedSettings } from '../../domain/recommendation.ts';

const settingsSchema = z.object({
  serverKind: z.enum(['llamacpp', 'ollama', 'vllm', 'lmstudio', 'tabby', 'openai']),
  openAiBaseUrl: z.url(),
  serverUrl: z.url(),
  modelId: z.string().min(1),
  contextWindow: z.number().int().positive(),
  servedContextWindow: z.number().int().positive(),
  contextMarginTokens: z.number().int().nonnegative(),
  maxOutputTokens: z.number().int().positive(),
  temperature: z.number().min(0).max(2),
  requestTimeoutMs: z.number().int().positive(),
  supportsImages: z.boolean(),
  supportsComputerUse: z.boolean(),
  isR1FormatRequired: z.boolean(),
  inputPrice: z.number().nonnegative(),
  outputPrice: z.number().nonnegative(),
  useCompactPrompt: z.boolean(),
});

const summarySchema = z.object({
  schema: z.literal('plimsoll.run/v1'),
  models: z.array(z.object({ id: z.string(), recommendation: z.object({ settings: settingsSchema.optional() }).optional() })),
  uses: z.array(z.object({ use: z.string(), model: z.string().optional() })).default([]),
});

type Summary = z.infer<typeof summarySchema>;

export interface RunSettings {
  readonly settings: RecommendedSettings;
  /** Set when the model was chosen among several. */
  readonly note?: string;
}

export async function readRunSettings(runFolder: string, model: string | undefined): Promise<Result<RunSettings>> {
  const summary = await readSummary(join(runFolder, 'summary.json'));
  return summary.ok ? chooseSettings(summary.value, model, runFolder) : summary;
}

async function readSummary(path: string): Promise<Result<Summary>> {
  try {
    const parsed = summarySchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return ok(parsed.data);
    return fail('fileUnreadable', `${path} is not a Plimsoll summary.`, 'Give the folder of a run: the one that holds summary.json.', { cause: z.prettifyError(parsed.error).slice(0, 300) });
  } catch (thrown) {
    const detail = codeOf(thrown) === 'ENOENT' ? `${path} does not exist.` : `${path} cannot be read.`;
    return fail('fileUnreadable', detail, 'Give the folder of a finished run: the one that holds summary.json.', { cause: messageOf(thrown) });
  }
}

function chooseSettings(summary: Summary, wanted: string | undefined, runFolder: string): Result<RunSettings> {
  const found = summary.models.flatMap(({ id, recommendation }) => (recommendation?.settings === undefined ? [] : [{ id, settings: recommendation.settings }]));
  const ids = found.map((one) => one.id).join(', ');
  if (wanted !== undefined) {
    const chosen = found.find((one) => one.id === wanted);
    if (chosen !== undefined) return ok({ settings: chosen.settings });
    return fail('modelMissing', `The run in ${runFolder} has no settings for ${wanted}.`, ids === '' ? 'Run a benchmark of it first.' : `It has settings for: ${ids}.`);
  }
  const preferred = summary.uses.find((one) => one.use === 'longRunning')?.model;
  const chosen = found.find((one) => one.id === preferred) ?? found[0];
  if (chosen === undefined) return fail('invalidInput', `The run in ${runFolder} recommends no settings: nothing was measured.`, 'Look at its report, then run the benchmark again.');
  return ok({ settings: chosen.settings, ...(found.length > 1 ? { note: `${chosen.id} was taken of ${ids}; choose with --model.` } : {}) });
}
