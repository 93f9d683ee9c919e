/** `npm run package`: the .vsix, built anew. */
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { buildAll, root } from '../build.ts';

await buildAll(true);
const packagePath = path.join(root, 'plimsoll.vsix');
// everything is in the bundles: no node_modules are packed
await createVSIX({ cwd: root, packagePath, dependencies: false, skipLicense: false });
process.stderr.write(`Wrote ${path.basename(packagePath)}.\n`);
