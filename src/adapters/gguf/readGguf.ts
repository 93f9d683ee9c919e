/** Reads the header of a GGUF file: metadata and the size of its tensors. Bounded: at most 50 MB are read, whatever the file claims. */
import { stat } from 'node:fs/promises';
import { gguf } from '@huggingface/gguf';
import { codeOf, fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import type { ModelFile } from '../../domain/fit.ts';

/** `name-00001-of-00003.gguf`: the metadata is in the first part, the tensors are in all of them. */
const shardPattern = /-(\d{5})-of-(\d{5})\.gguf$/u;

function partsOf(file: string): readonly string[] {
  const [, , total] = shardPattern.exec(file) ?? [];
  if (total === undefined) return [file];
  return Array.from({ length: Number(total) }, (_, index) => file.replace(shardPattern, `-${String(index + 1).padStart(5, '0')}-of-${total}.gguf`));
}

function refusal(file: string, thrown: unknown): Result<never> {
  const code = codeOf(thrown);
  if (code === 'ENOENT') return fail('fileUnreadable', `${file} does not exist.`, 'Check the path; every part of a split model must be in the same folder.', { cause: messageOf(thrown).slice(0, 200) });
  if (code !== undefined) return fail('fileUnreadable', `${file} cannot be read (${code}).`, 'Check its permissions.', { cause: messageOf(thrown).slice(0, 200) });
  return fail('fileUnreadable', `${file} is not a GGUF file that can be read.`, 'Give a .gguf file of a language model; a download may be incomplete.', { cause: messageOf(thrown).slice(0, 200) });
}

export async function readGguf(file: string): Promise<Result<ModelFile>> {
  try {
    const parts = partsOf(file);
    const [first = file] = parts;
    const { metadata, tensorDataOffset, tensorInfos } = await gguf(first, { allowLocalFile: true });
    const sizes = await Promise.all(parts.map(async (part) => (await stat(part)).size));
    const weightsBytes = sizes.reduce((sum, size) => sum + size, 0) - Number(tensorDataOffset);
    const lastTensorStart = tensorInfos.reduce((last, tensor) => Math.max(last, Number(tensor.offset)), 0);
    if (parts.length === 1 && lastTensorStart >= weightsBytes) return fail('fileUnreadable', `${file} is incomplete: its last tensor begins behind the end of the file.`, 'Download it again.');
    return ok({ metadata: { ...metadata }, weightsBytes });
  } catch (thrown) {
    return refusal(file, thrown);
  }
}
