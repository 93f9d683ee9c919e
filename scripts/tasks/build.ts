/** `npm run build`: all bundles into dist/. */
import { buildAll } from '../build.ts';

await buildAll(true);
process.stderr.write('Built dist/.\n');
