/** Reads a settings file as it is now: bytes, hash and mode, and refuses paths that lead out of the folders we may write to. */
import { createHash } from 'node:crypto';
import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative } from 'node:path';
import type { FileSnapshot } from '../../../domain/configPlan.ts';
import { codeOf, fail, messageOf, ok, type Result } from '../../../domain/failure.ts';

/** No agent's settings file is this large; reading one that is would only hang the editor. */
const largestBytes = 20 * 1024 * 1024;

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Windows has no mode bits worth keeping. `roots`: folders (home, a data folder the user named) that the file must really lie in, after every link is followed. */
export async function snapshotFile(path: string, roots: readonly string[], platform: NodeJS.Platform = process.platform): Promise<Result<FileSnapshot>> {
  try {
    const inside = await checkInside(path, roots);
    if (!inside.ok) return inside;
    const stat = await statOrUndefined(path);
    if (stat === undefined) return ok({ path });
    const target = await lstat(await realpath(path));
    if (!target.isFile()) return fail('fileUnreadable', `${path} is not a file. Nothing was written.`, 'Move it away, then try again.');
    if (target.size > largestBytes) return fail('fileUnreadable', `${path} is ${target.size} bytes large, which no settings file is.`, 'Look at what it holds.');
    const bytes = await readFile(path);
    const content = decode(bytes);
    if (content === undefined) return fail('fileUnreadable', `${path} is not UTF-8 text. Nothing was written.`, 'Repair or remove the file, then try again.');
    return ok({ path, content, sha256: sha256(bytes), ...(platform === 'win32' ? {} : { mode: target.mode & 0o777 }) });
  } catch (thrown) {
    return fail('fileUnreadable', `${path} cannot be read.`, 'Check its permissions.', { cause: messageOf(thrown) });
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The real place of the file, or of the nearest folder above it that exists, must be in one of the roots. */
async function checkInside(path: string, roots: readonly string[]): Promise<Result<undefined>> {
  const realRoots = await Promise.all(roots.map((root) => realpathOfNearest(root)));
  const real = await realpathOfNearest(path);
  if (real !== undefined && realRoots.some((root) => root !== undefined && isInside(real, root))) return ok(undefined);
  const where = real === undefined ? 'a link that leads nowhere' : `a link to ${real}, outside ${roots.join(' and ')}`;
  return fail('fileUnwritable', `${path} is or goes through ${where}. Nothing was written.`, 'Replace the link by a real file, or name its folder explicitly.');
}

const isInside = (path: string, root: string): boolean => {
  const way = relative(root, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
};

async function realpathOfNearest(path: string): Promise<string | undefined> {
  const stat = await statOrUndefined(path);
  if (stat !== undefined) return realpath(path).catch(() => undefined);
  const parent = dirname(path);
  return parent === path ? undefined : realpathOfNearest(parent);
}

async function statOrUndefined(path: string) {
  return lstat(path).catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  });
}
