/** The shape of the model somebody asks about: from a GGUF file, a Hugging Face folder, or a running server. */
import { readGguf } from '../../adapters/gguf/readGguf.ts';
import { readModelFolder } from '../../adapters/huggingFace/readModelFolder.ts';
import { servedModelFile } from '../../adapters/servers/servedModelFile.ts';
import { shapeOfGguf } from '../../budget/fit/shapeOfGguf.ts';
import { shapeOfHuggingFace } from '../../budget/fit/shapeOfHuggingFace.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { ModelShape } from '../../domain/fit.ts';
import type { ServerAccess } from '../../domain/server.ts';

export interface ModelSource {
  readonly gguf?: string;
  readonly hf?: string;
  readonly access?: ServerAccess;
  readonly model?: string;
}

export interface FoundShape {
  readonly shape: ModelShape;
  /** What the server says the loaded model takes, and with which context. */
  readonly loadedBytes?: number;
  readonly loadedContextWindow?: number;
}

async function fromFile(file: string): Promise<Result<FoundShape>> {
  const read = await readGguf(file);
  if (!read.ok) return read;
  const shape = shapeOfGguf(read.value.metadata, read.value.weightsBytes);
  return shape.ok ? ok({ shape: shape.value }) : shape;
}

async function fromFolder(folder: string): Promise<Result<FoundShape>> {
  const read = await readModelFolder(folder);
  if (!read.ok) return read;
  const shape = shapeOfHuggingFace(read.value.config, read.value.weightsBytes);
  return shape.ok ? ok({ shape: shape.value }) : shape;
}

async function fromServer(access: ServerAccess, model: string | undefined, signal: AbortSignal): Promise<Result<FoundShape>> {
  const served = await servedModelFile(access, model, signal);
  if (!served.ok) return served;
  if (served.value.kind === 'path') {
    const { contextWindow } = served.value;
    const found = await fromFile(served.value.path);
    return found.ok ? ok({ ...found.value, ...(contextWindow === undefined ? {} : { loadedContextWindow: contextWindow }) }) : found;
  }
  const { file, loadedBytes, loadedContextWindow } = served.value;
  const shape = shapeOfGguf(file.metadata, file.weightsBytes);
  if (!shape.ok) return shape;
  return ok({ shape: shape.value, ...(loadedBytes === undefined ? {} : { loadedBytes }), ...(loadedContextWindow === undefined ? {} : { loadedContextWindow }) });
}

export async function findShape(source: ModelSource, signal: AbortSignal): Promise<Result<FoundShape>> {
  if (source.gguf !== undefined) return fromFile(source.gguf);
  if (source.hf !== undefined) return fromFolder(source.hf);
  if (source.access !== undefined) return fromServer(source.access, source.model, signal);
  return fail('invalidInput', 'No model was named.', 'Give --gguf FILE, --hf FOLDER, or --url of a running server (with --model).');
}
