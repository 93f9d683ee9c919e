/** A whole text file, or why it cannot be read. */
import { readFile } from 'node:fs/promises';
import { ok, type Result } from '../../domain/failure.ts';
import { fileFailure } from './fileFailure.ts';

export async function readTextFile(file: string): Promise<Result<string>> {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (thrown) {
    return fileFailure(thrown, file, 'read');
  }
}
