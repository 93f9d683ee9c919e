/** Where Plimsoll keeps backups and records of what it wrote: its own folder, never an agent's. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** `PLIMSOLL_STATE_DIR`, else the platform's folder for application state. */
export function stateFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const chosen = env['PLIMSOLL_STATE_DIR'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const home = homeFolder(env);
  switch (platform) {
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Plimsoll');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Plimsoll');
    default:
      return join(env['XDG_STATE_HOME'] ?? join(home, '.local', 'state'), 'plimsoll');
  }
}

/** The home folder as the agents see it: the environment first, as Node's own `homedir` does on every platform. */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  return env['HOME'] ?? env['USERPROFILE'] ?? homedir();
}
