/** `npm run bench:<name>`: runs one of test/bench/ and prints its figures. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildAll, root } from '../build.ts';

const [name = '', ...args] = process.argv.slice(2);
const file = path.join(root, 'test', 'bench', `${name}.ts`);
if (!existsSync(file)) {
  process.stderr.write(`There is no bench "${name}".\n`);
  process.exit(2);
}
await buildAll();
process.exit(spawnSync(process.execPath, [file, ...args], { stdio: 'inherit', cwd: root }).status ?? 1);
