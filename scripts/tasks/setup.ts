/** `npm run setup`: packages (the bootstrap has just installed them) and bundles. */
import { buildAll } from '../build.ts';

await buildAll();
process.stderr.write('Ready.\n');
