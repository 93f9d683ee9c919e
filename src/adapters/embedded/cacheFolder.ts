/** Where downloads live: outside the project, in the user's cache directory or PLIMSOLL_CACHE. */
import os from 'node:os';
import path from 'node:path';

/** `PLIMSOLL_CACHE` when set, else the platform's cache directory + `plimsoll`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const chosen = env['PLIMSOLL_CACHE'];
  if (chosen) return path.resolve(chosen);
  const home = os.homedir();
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'plimsoll', 'cache');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'plimsoll');
  return path.join(env['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'plimsoll');
}
