/** Installs the other clients from PyPI into the cache folder, each in an environment of its own (8 GB in all, once). */
import { execFile } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../../src/adapters/embedded/cacheFolder.ts';

const run = promisify(execFile);

export const peerVersions = { servebench: '1.1.3', 'llama-benchy': '0.4.0', guidellm: '0.8.1', aiperf: '0.13.0' } as const;
export type PeerName = keyof typeof peerVersions;

export interface Peers {
  readonly program: (name: PeerName) => string;
  readonly python: string;
  /** A tokenizer folder for those that insist on one. */
  readonly tokenizer: string;
}

const folderOf = (name: PeerName): string => path.join(cacheFolder(), 'peers', `${name}-${peerVersions[name]}`);
const inVenv = (name: PeerName, program: string): string => path.join(folderOf(name), 'bin', program);
const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

async function install(name: PeerName, log: (line: string) => void): Promise<void> {
  const folder = folderOf(name);
  const ready = path.join(folder, 'plimsoll-ready');
  if (await exists(ready)) return;
  log(`Installing ${name} ${peerVersions[name]} from PyPI (once) …`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  await run('nice', ['-n', '15', inVenv(name, 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `${name}==${peerVersions[name]}`], { maxBuffer: 64 * 1024 * 1024 });
  await writeFile(ready, peerVersions[name]);
}

export async function provisionPeers(names: readonly PeerName[], log: (line: string) => void): Promise<Peers> {
  for (const name of names) await install(name, log);
  const tokenizer = path.join(cacheFolder(), 'peers', 'byte-tokenizer');
  const maker = names.find((name) => name !== 'servebench'); // the only one that has no transformers
  if (maker !== undefined && !(await exists(path.join(tokenizer, 'tokenizer.json')))) await run(inVenv(maker, 'python'), [path.join(import.meta.dirname, 'makeTokenizer.py'), tokenizer]);
  return { program: (name) => inVenv(name, name), python: 'python3', tokenizer };
}
