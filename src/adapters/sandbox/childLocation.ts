/** Where the sandbox child and its files lie: beside the bundle when bundled, in the repository when run from source. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ChildLocation {
  readonly entry: string;
  readonly assetFolder: string;
  /** Folders the child must be able to read under Node's permission model. */
  readonly readable: readonly string[];
}

/** `moduleUrl` is the `import.meta.url` of whoever asks: in a bundle that is the bundle. */
export function childLocation(moduleUrl: string): ChildLocation {
  const file = fileURLToPath(moduleUrl);
  const folder = dirname(file);
  if (!file.endsWith('.ts')) {
    return { entry: join(folder, 'sandboxChild.mjs'), assetFolder: join(folder, 'sandbox'), readable: [folder] };
  }
  const repository = repositoryOf(folder);
  const readable = ['src', 'node_modules', 'dist/sandbox', 'package.json'].map((name) => join(repository, name));
  return { entry: join(folder, 'sandboxChild.ts'), assetFolder: join(repository, 'dist/sandbox'), readable };
}

function repositoryOf(folder: string): string {
  let at = folder;
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) at = dirname(at);
  return at;
}
