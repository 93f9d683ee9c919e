/** Measured loads, one JSON line each, kept so that the next prediction of the same architecture is better. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { codeOf, ok, type Result } from '../../domain/failure.ts';
import { fileFailure } from './fileFailure.ts';

const observation = z.object({ architecture: z.string(), predictedBytes: z.number().positive(), measuredBytes: z.number().positive(), place: z.enum(['gpu', 'cpu']) });

export type KeptObservation = z.infer<typeof observation>;

const fileIn = (stateFolder: string): string => path.join(stateFolder, 'fit-observations.jsonl');

function parseLine(line: string): readonly KeptObservation[] {
  try {
    const parsed = observation.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    // a torn last line teaches nothing
    return [];
  }
}

export async function readFitObservations(stateFolder: string): Promise<Result<readonly KeptObservation[]>> {
  try {
    return ok((await readFile(fileIn(stateFolder), 'utf8')).split('\n').flatMap(parseLine));
  } catch (thrown) {
    return codeOf(thrown) === 'ENOENT' ? ok([]) : fileFailure(thrown, fileIn(stateFolder), 'read');
  }
}

export async function keepFitObservation(stateFolder: string, kept: KeptObservation): Promise<Result<undefined>> {
  try {
    await mkdir(stateFolder, { recursive: true });
    await appendFile(fileIn(stateFolder), `${JSON.stringify(kept)}\n`);
    return ok(undefined);
  } catch (thrown) {
    return fileFailure(thrown, fileIn(stateFolder), 'write');
  }
}
