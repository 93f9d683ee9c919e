/** `npm run test:faults`: every fault test, with two hundred kills instead of the twenty of `npm test`; ends with what was tried. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const folder = await mkdtemp(path.join(os.tmpdir(), 'plimsoll-tally-'));
const file = path.join(folder, 'tally');
const env = { PLIMSOLL_KILLS: '200', ...process.env, PLIMSOLL_TALLY: file };
const child = spawn(process.execPath, [path.join(import.meta.dirname, 'test.ts'), 'faults'], { env, stdio: ['inherit', 'pipe', 'inherit'] });
let said = '';
child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
process.exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
const tried = (await readFile(file, 'utf8').catch(() => '')).split('\n').map((line) => line.split(' '));
const sumOf = (what: string): number => tried.filter(([name]) => name === what).reduce((sum, [, count]) => sum + Number(count), 0);
await rm(folder, { recursive: true, force: true });
process.stdout.write(`fault tests: ${said.trim()}; ${sumOf('kills')} kills, ${sumOf('badInputs').toLocaleString('en-US')} bad inputs\n`);
