/** The batch log of a study: one JSON line an event, appended and on disk before the next cell starts; a torn tail is dropped. */
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { codeOf, fail, ok, type Result } from '../../domain/failure.ts';
import type { StudyEvent } from '../../domain/study.ts';
import { fileFailure } from './fileFailure.ts';

export const studyLogPath = (folder: string): string => path.join(folder, 'study.jsonl');

const eventShape = z.looseObject({ type: z.enum(['studyStarted', 'studyResumed', 'cellStarted', 'cellRunning', 'cellEnded', 'cellFailed', 'fitsAsked', 'note', 'studyEnded']) });

function parseLine(line: string): StudyEvent | undefined {
  try {
    const parsed = eventShape.safeParse(JSON.parse(line));
    // our own file: the type names the shape
    return parsed.success ? (parsed.data as unknown as StudyEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** undefined when the folder holds no study. */
export async function readStudyLog(folder: string): Promise<Result<readonly StudyEvent[] | undefined>> {
  const file = studyLogPath(folder);
  try {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    const events = lines.map(parseLine);
    const damaged = events.findIndex((event) => event === undefined);
    if (damaged >= 0 && damaged < events.length - 1) return fail('badReply', `Line ${damaged + 1} of ${file} is damaged.`, 'The log was changed by something else; keep the folder and start a new study.');
    return ok(events.filter((event) => event !== undefined));
  } catch (thrown) {
    return codeOf(thrown) === 'ENOENT' ? ok(undefined) : fileFailure(thrown, file, 'read');
  }
}

export async function appendStudyEvent(folder: string, event: StudyEvent): Promise<Result<undefined>> {
  const file = studyLogPath(folder);
  try {
    const handle = await open(file, 'a');
    try {
      await handle.appendFile(`${JSON.stringify(event)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return ok(undefined);
  } catch (thrown) {
    return fileFailure(thrown, file, 'write');
  }
}
