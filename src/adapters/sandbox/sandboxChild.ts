/** The process in which answers run: loads one guest, answers jobs from its parent, and ends when the parent's pipe closes. */
import type { SandboxLanguage } from '../../ports/sandbox.ts';
import { type ChildMessage, childJobSchema, type GuestRun, type RunGuest } from './childMessages.ts';
import { loadQuickJsGuest } from './javascript/quickJsGuest.ts';
import { loadPythonGuest } from './python/pythonGuest.ts';
import { loadRegexGuest } from './regex/regexGuest.ts';
import { loadSqliteGuest } from './sql/sqliteGuest.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

const say = (message: ChildMessage): void => void process.send?.(message);

async function loadGuest(language: SandboxLanguage, assetFolder: string): Promise<RunGuest> {
  switch (language) {
    case 'python':
      return loadPythonGuest(assetFolder);
    case 'javascript':
      return loadQuickJsGuest(assetFolder);
    case 'sql':
      return loadSqliteGuest(assetFolder);
    case 'regex':
      return loadRegexGuest();
  }
}

/** What the self-check sends through a guest, and what must come back. */
const selfChecks: Readonly<Record<SandboxLanguage, { readonly program: string; readonly answer: string }>> = {
  python: { program: 'print(6 * 7)', answer: '42' },
  javascript: { program: 'console.log(6 * 7)', answer: '42' },
  sql: { program: '{"query":"select 6 * 7 as a","databases":[{"setup":""}]}', answer: '{"columns":["a"],"rows":[[42]]}' },
  regex: { program: '{"pattern":"4(2)","flags":"","strings":["42"],"analyses":false}', answer: '{"matches":[["42","2"]]}' },
};

async function serve(language: SandboxLanguage, assetFolder: string): Promise<void> {
  const guest = await loadGuest(language, assetFolder);
  const { program, answer } = selfChecks[language];
  const check = await guest(program, 5000);
  if (check.stdout.trim() !== answer) throw new Error(`the self-check gave ${JSON.stringify(check.stdout.slice(0, 200))} instead of ${answer}`);
  const watchdog = startWatchdog();
  process.on('message', (message) => void answerJob(guest, watchdog, message));
  say({ say: 'ready', layers: [...activeLayers(language), ...(watchdog ? ['own watchdog against loops'] : [])] });
}

async function answerJob(guest: RunGuest, watchdog: Watchdog | undefined, message: unknown): Promise<void> {
  const job = childJobSchema.parse(message);
  watchdog?.arm(job.deadlineMs);
  const started = performance.now();
  const run = await runSafely(guest, job.program, job.deadlineMs);
  watchdog?.disarm();
  const { ending } = run;
  if (ending.kind === 'broken') say({ say: 'unable', detail: ending.failure.detail });
  else say({ say: 'done', id: job.id, ending, stdout: run.stdout, stderr: run.stderr, elapsedMs: performance.now() - started });
}

async function runSafely(guest: RunGuest, program: string, deadlineMs: number): Promise<GuestRun> {
  try {
    return await guest(program, deadlineMs);
  } catch (thrown) {
    return { ending: { kind: 'crashed', detail: thrown instanceof Error ? thrown.message : String(thrown) }, stdout: '', stderr: '' };
  }
}

/** Layers are claimed only when they are seen to hold in this very process. */
function activeLayers(language: SandboxLanguage): readonly string[] {
  const layers = ['separate process'];
  const harmless = new Set(['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'ELECTRON_RUN_AS_NODE', 'RECHECK_SYNC_BACKEND']);
  const systemNames = /^(system|windir|comspec|temp|tmp|path|home|user|logon|local|__cf)/i;
  if (Object.keys(process.env).every((name) => harmless.has(name) || (process.platform !== 'linux' && systemNames.test(name)))) layers.push('empty environment');
  const permission = (process as { permission?: { has: (scope: string) => boolean } }).permission;
  if (permission && !permission.has('fs.write') && !permission.has('child')) layers.push('Node permission model');
  if (language === 'python') layers.push('WebAssembly memory limit 128 MiB', 'file quota 8 MiB');
  if (language === 'javascript') layers.push('QuickJS memory limit 48 MiB');
  if (language === 'sql') layers.push('WebAssembly memory limit 64 MiB');
  return layers;
}

process.on('disconnect', () => process.exit(0));
const [language, assetFolder] = process.argv.slice(2);
try {
  await serve(language as SandboxLanguage, assetFolder ?? '');
} catch (thrown) {
  say({ say: 'unable', detail: thrown instanceof Error ? thrown.message : String(thrown) });
}
