// Entry of every npm script: runs on any Node ≥ 20, installs what is missing, then switches to the repository's own Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [task, ...args] = process.argv.slice(2);
const windows = process.platform === 'win32';

if (Number(process.versions.node.split('.')[0]) < 20) {
  process.stderr.write(`Plimsoll's scripts need Node 20 or newer; this is ${process.version}.\n`);
  process.exit(2);
}

const stamp = path.join(root, 'node_modules', '.plimsoll-installed');
const lockHash = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockHash) {
  process.stderr.write('Installing packages (once, about half a minute) …\n');
  const install = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  if (install.status !== 0) {
    process.stderr.write('npm ci failed; see its messages above.\n');
    process.exit(1);
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, lockHash);
}

const own = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const node = existsSync(own) ? own : process.execPath;
const searchPath = [path.dirname(node), path.join(root, 'node_modules', '.bin'), process.env.PATH].join(path.delimiter);
const script = path.join(root, 'scripts', 'tasks', `${task}.ts`);
if (!existsSync(script)) {
  process.stderr.write(`There is no task "${task}".\n`);
  process.exit(2);
}
// tasks run in the caller's folder, so that relative paths mean what they say
const child = spawn(node, [script, ...args], { stdio: 'inherit', cwd: process.env.INIT_CWD ?? process.cwd(), env: { ...process.env, PATH: searchPath, PLIMSOLL_ROOT: root } });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
