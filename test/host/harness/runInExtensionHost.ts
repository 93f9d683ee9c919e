/** Knows how to run a test suite inside a real extension host and bring each case's outcome back. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { repositoryFolder } from './openWorkbench.ts';

export interface CaseOutcome {
  readonly name: string;
  /** Why it failed; undefined when it passed. */
  readonly problem?: string;
}

export interface SuiteOptions {
  /** TypeScript file that exports `run`. */
  readonly suite: string;
  readonly extensionFolder: string;
  /** Folder that is opened. */
  readonly workspaceFolder: string;
}

/** Throws when the host did not come up or the suite never ended. */
export async function runInExtensionHost({ suite, extensionFolder, workspaceFolder }: SuiteOptions): Promise<readonly CaseOutcome[]> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'plimsoll-suite-'));
  try {
    const extensionTestsPath = path.join(scratch, 'suite.cjs');
    await build({ entryPoints: [suite], outfile: extensionTestsPath, bundle: true, platform: 'node', format: 'cjs', target: 'node22.12', mainFields: ['module', 'main'], external: ['vscode'], logLevel: 'warning' });
    const outcomes = path.join(scratch, 'outcomes.json');
    await runTests({
      vscodeExecutablePath: await chooseExecutable(scratch),
      extensionDevelopmentPath: extensionFolder,
      extensionTestsPath,
      launchArgs: [workspaceFolder, '--disable-workspace-trust'],
      extensionTestsEnv: { PLIMSOLL_SUITE_OUTCOMES: outcomes, PLIMSOLL_SUITE_REPOSITORY: repositoryFolder },
    });
    return JSON.parse(await readFile(outcomes, 'utf8')) as readonly CaseOutcome[];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A given VS Code, else one that may be downloaded, else code-server behind a stand-in for `code`. */
async function chooseExecutable(scratch: string): Promise<string> {
  const given = process.env['VSCODE_EXECUTABLE_PATH'];
  if (given !== undefined && given !== '') return given;
  if (process.env['VSCODE_TEST_DOWNLOAD'] === '1') return downloadAndUnzipVSCode('stable');
  const standIn = path.join(scratch, 'code');
  await writeFile(standIn, `#!/bin/sh\nexec "${process.execPath}" "${path.join(import.meta.dirname, 'codeStandIn.ts')}" "$@"\n`);
  await chmod(standIn, 0o755);
  return standIn;
}
