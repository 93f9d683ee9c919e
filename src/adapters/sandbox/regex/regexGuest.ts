/** Matches one ECMAScript pattern against many strings, and looks for catastrophic backtracking. */
import { z } from 'zod';
import type { RunGuest } from '../childMessages.ts';

/** The `program` of a `regex` job. `analyses` asks for the search for catastrophic backtracking instead of matching. */
const regexProgramSchema = z.object({
  pattern: z.string(),
  flags: z.string(),
  strings: z.array(z.string()),
  analyses: z.boolean(),
});

const analysisTimeoutMs = 4000;

/** One line of JSON on stdout: `{"matches":[groups|null]}`, `{"backtracking":{"status","complexity","attack"}}` or `{"error"}`. */
export function loadRegexGuest(): RunGuest {
  return async (program) => {
    const job = regexProgramSchema.parse(JSON.parse(program));
    const stdout = `${JSON.stringify(await answer(job))}\n`;
    return { ending: { kind: 'finished', exitCode: 0 }, stdout, stderr: '' };
  };
}

async function answer(job: z.infer<typeof regexProgramSchema>): Promise<object> {
  try {
    const flags = job.flags.replaceAll(/[gy]/g, '');
    const expression = new RegExp(job.pattern, flags);
    if (job.analyses) return { backtracking: await backtracking(job.pattern, flags) };
    return { matches: job.strings.map((text) => expression.exec(text)?.slice() ?? null) };
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** recheck's pure JavaScript engine, loaded only when asked for: it is 3 MB. */
async function backtracking(pattern: string, flags: string): Promise<object> {
  process.env['RECHECK_SYNC_BACKEND'] = 'pure';
  const { checkSync } = await import('recheck');
  const diagnostics = checkSync(pattern, flags, { timeout: analysisTimeoutMs });
  return {
    status: diagnostics.status,
    complexity: diagnostics.status === 'unknown' ? undefined : diagnostics.complexity.summary,
    attack: diagnostics.status === 'vulnerable' ? diagnostics.attack.pattern : undefined,
  };
}
