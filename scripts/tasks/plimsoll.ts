/** `npm run -s plimsoll -- …`: the command line as it ships, built first when something changed. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildAll, dist } from '../build.ts';

await buildAll();
const child = spawn(process.execPath, [path.join(dist, 'cli.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 130));
