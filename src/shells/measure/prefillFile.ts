/** Earlier prefill reports on disk: read as far as a comparison needs, written once and never over another. */
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { fileFailure } from '../../adapters/storage/fileFailure.ts';
import { codeOf, fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import type { PrefillReport } from '../../domain/prefill.ts';
import type { EarlierPrefill } from '../../measure/prefill/improvement.ts';

const setting = z.object({ name: z.string(), value: z.string(), source: z.enum(['server', 'seen', 'user']) });

const earlierSchema = z.object({
  schema: z.literal('plimsoll.prefill/v1'),
  label: z.string(),
  at: z.string(),
  model: z.string(),
  promptTokens: z.number().positive(),
  msPerToken: z.number().positive(),
  method: z.enum(['promptProgress', 'sizes']),
  clock: z.enum(['server', 'client']),
  settings: z.array(setting),
});

export async function readEarlierPrefill(file: string): Promise<Result<EarlierPrefill>> {
  try {
    const parsed = earlierSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success) return ok(parsed.data);
    return fail('fileUnreadable', `${file} is not a prefill report.`, 'Give a file that plimsoll prefill --out has written.', { cause: z.prettifyError(parsed.error).slice(0, 300) });
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return fail('fileUnreadable', `${file} is not JSON.`, 'Give a file that plimsoll prefill --out has written.', { cause: messageOf(thrown) });
    return fileFailure(thrown, file, 'read');
  }
}

const taken = (file: string): ReturnType<typeof fail> => fail('fileUnwritable', `${file} exists already; results are never overwritten.`, 'Choose another name with --out.');

/** To be asked before minutes of measuring are spent on a report that cannot be written. */
export async function isFree(file: string): Promise<Result<string>> {
  return access(file).then(() => taken(file), () => ok(file));
}

/** Fails when the file exists: a baseline that was overwritten cannot be compared with any more. */
export async function writeNewFile(file: string, text: string): Promise<Result<string>> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return ok(path.resolve(file));
  } catch (thrown) {
    return codeOf(thrown) === 'EEXIST' ? taken(file) : fileFailure(thrown, file, 'write');
  }
}

export const writePrefillReport = (file: string, report: PrefillReport): Promise<Result<string>> => writeNewFile(file, `${JSON.stringify(report, undefined, 2)}\n`);
