/** Writes a program that behaves as nvidia-smi does, so that the life of the sampler's process can be watched without a card. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface FakeNvidiaSmi {
  readonly command: string;
  /** Process ids of every long-lived call so far. */
  readonly pids: () => Promise<readonly number[]>;
  readonly remove: () => Promise<void>;
}

/** `knows`: field names the driver of this fake accepts; others are refused as the real one does, with exit code 2. */
export async function fakeNvidiaSmi(knows: readonly string[]): Promise<FakeNvidiaSmi> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plimsoll-smi-'));
  const [command, pidFile] = [path.join(folder, 'nvidia-smi'), path.join(folder, 'pids')];
  const source = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const fields = (args.find((arg) => arg.startsWith('--query-gpu=')) ?? '').slice(12).split(',');
const unknown = fields.find((field) => !${JSON.stringify([...knows, 'index', 'name'])}.includes(field));
if (unknown !== undefined) {
  process.stdout.write('Field "' + unknown + '" is not a valid field to query.\\n');
  process.exit(2);
}
const values = { index: '0', name: 'NVIDIA GeForce RTX 3090', 'memory.total': '24576', 'memory.used': '23842', driver_version: '560.94', 'utilization.gpu': '97', 'power.draw': '349.12', 'temperature.gpu': '74' };
const line = fields.map((field) => values[field] ?? '0x0000000000000020').join(', ') + '\\n';
process.stdout.write(line);
if (args.includes('-lms')) {
  fs.appendFileSync(${JSON.stringify(pidFile)}, process.pid + '\\n');
  setInterval(() => process.stdout.write(line), Number(args[args.indexOf('-lms') + 1]));
  process.stdout.on('error', () => process.exit(0));
}
`;
  await writeFile(command, source);
  await chmod(command, 0o755);
  return {
    command,
    pids: async () => (await readFile(pidFile, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '').map(Number),
    remove: () => rm(folder, { recursive: true }),
  };
}
