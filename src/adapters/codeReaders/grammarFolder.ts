/** Where the grammar files lie: with the prepared sandbox, in the repository or beside the bundle. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const grammarFiles = { runtime: 'tree-sitter.wasm', python: 'tree-sitter-python.wasm' } as const;

/** `moduleUrl` is the `import.meta.url` of whoever asks: in a bundle that is the bundle. */
export function grammarFolder(moduleUrl: string): string {
  const file = fileURLToPath(moduleUrl);
  if (!file.endsWith('.ts')) return join(dirname(file), 'sandbox');
  let at = dirname(file);
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) at = dirname(at);
  return join(at, 'dist', 'sandbox');
}
