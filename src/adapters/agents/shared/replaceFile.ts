/** Writes a whole file over another in one step, also where the agent holds the old one open. */
import { setTimeout as wait } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import { codeOf } from '../../../domain/failure.ts';

export interface ReplaceOptions {
  readonly mode?: number;
  readonly platform?: NodeJS.Platform;
  readonly write?: (path: string, bytes: string | Buffer, options: { readonly mode?: number }) => Promise<void>;
}

/** Windows refuses to rename over a file that somebody is reading, which agents and virus scanners do for moments only. */
const heldCodes: ReadonlySet<string | undefined> = new Set(['EPERM', 'EACCES', 'EBUSY']);
const pausesMs = [20, 40, 80, 160, 320, 640];

/** Atomic: a reader sees the old file or the new one. */
export async function replaceFile(path: string, bytes: string | Buffer, { mode, platform = process.platform, write = writeFileAtomic }: ReplaceOptions = {}): Promise<void> {
  const options = mode === undefined ? {} : { mode };
  for (const pauseMs of platform === 'win32' ? pausesMs : []) {
    try {
      await write(path, bytes, options);
      return;
    } catch (thrown) {
      if (!heldCodes.has(codeOf(thrown))) throw thrown;
      await wait(pauseMs);
    }
  }
  await write(path, bytes, options);
}
