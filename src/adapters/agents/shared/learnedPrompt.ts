/** The size of the prompts an agent really begins with, as the guard last saw them. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { stateFolder } from './stateFolder.ts';

const learnedSchema = z.object({
  schema: z.literal('plimsoll.learnedPrompt/v1'),
  at: z.string(),
  conversations: z.number().int().positive(),
  smallestPromptTokens: z.number().int().positive(),
  medianPromptTokens: z.number().int().positive(),
});

export type LearnedPrompt = z.infer<typeof learnedSchema>;

const pathOf = (env: NodeJS.ProcessEnv): string => join(stateFolder(env), 'learnedPrompt.json');

/** Best effort: a guard that cannot keep what it learned still guarded. */
export async function saveLearnedPrompt(env: NodeJS.ProcessEnv, learned: Omit<LearnedPrompt, 'schema'>): Promise<void> {
  const path = pathOf(env);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => undefined);
  await writeFileAtomic(path, `${JSON.stringify({ schema: 'plimsoll.learnedPrompt/v1', ...learned })}\n`, { mode: 0o600 }).catch(() => undefined);
}

/** undefined when the guard has not seen an agent yet. */
export async function readLearnedPrompt(env: NodeJS.ProcessEnv): Promise<LearnedPrompt | undefined> {
  try {
    const parsed = learnedSchema.safeParse(JSON.parse(await readFile(pathOf(env), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
