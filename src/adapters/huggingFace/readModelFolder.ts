/** Reads a Hugging Face model folder as vLLM is given one: config.json and the size of its safetensors. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';

export interface ModelFolder {
  /** config.json as it stands; to be read by a schema. */
  readonly config: unknown;
  readonly weightsBytes: number;
}

export async function readModelFolder(folder: string): Promise<Result<ModelFolder>> {
  try {
    const config: unknown = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
    const weights = (await readdir(folder)).filter((name) => name.endsWith('.safetensors'));
    if (weights.length === 0) return fail('fileUnreadable', `${folder} holds no .safetensors files, so the size of the weights is unknown.`, 'Give the folder with the weights, not only the configuration.');
    const sizes = await Promise.all(weights.map(async (name) => (await stat(path.join(folder, name))).size));
    return ok({ config, weightsBytes: sizes.reduce((sum, size) => sum + size, 0) });
  } catch (thrown) {
    return fail('fileUnreadable', `${folder} holds no readable config.json.`, 'Give a folder as downloaded from Hugging Face.', { cause: messageOf(thrown).slice(0, 200) });
  }
}
