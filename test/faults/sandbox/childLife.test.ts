/** Sandbox children end with their owner, whatever way it goes, and are replaced when they had to be killed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childLocation } from '../../../src/adapters/sandbox/childLocation.ts';
import { createSandbox } from '../../../src/adapters/sandbox/createSandbox.ts';

const sandboxModule = new URL('../../../src/adapters/sandbox/createSandbox.ts', import.meta.url);
const never = new AbortController().signal;
const disposables: { readonly dispose: () => Promise<void> }[] = [];
after(() => Promise.all(disposables.map((one) => one.dispose())));

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function goneWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 100) {
    if (!isRunning(pid)) return true;
    await sleep(100);
  }
  return false;
}

/** An owner process that starts a sandbox child, tells its pid, and gives it this program. */
async function ownerOf(program: string): Promise<{ readonly ownerPid: number; readonly childPid: number; readonly kill: () => void }> {
  const code = `
    import childProcess from 'node:child_process';
    import { syncBuiltinESMExports } from 'node:module';
    const { fork } = childProcess;
    childProcess.fork = (...args) => { const child = fork(...args); process.stdout.write(child.pid + '\\n'); return child; };
    syncBuiltinESMExports();
    const { createSandbox } = await import(${JSON.stringify(sandboxModule.href)});
    const sandbox = createSandbox();
    await sandbox.run({ language: 'python', program: 'print(1)', deadlineMs: 2000 }, new AbortController().signal);
    process.stdout.write('ready\\n');
    await sandbox.run({ language: 'python', program: ${JSON.stringify(program)}, deadlineMs: 2000 }, new AbortController().signal);
    await new Promise((resolve) => setTimeout(resolve, 60_000));`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'], cwd: path.dirname(fileURLToPath(sandboxModule)) });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    owner.once('exit', () => reject(new Error(`the owner ended early: ${said}`)));
    owner.stdout.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (said.includes('ready')) resolve();
    });
  });
  return { ownerPid: owner.pid ?? 0, childPid: Number(said.split('\n')[0]), kill: () => owner.kill('SIGKILL') };
}

describe('a sandbox child', () => {
  it('ends when its owner is killed while it waits', async () => {
    const { childPid, kill } = await ownerOf('print(2)');
    assert.ok(isRunning(childPid));
    kill();
    assert.ok(await goneWithin(childPid, 3000), 'the child outlived its owner');
  });

  it('ends by its own watchdog when its owner is killed while the guest loops', async () => {
    const { childPid, kill } = await ownerOf('while True: pass');
    await sleep(300);
    kill();
    assert.ok(await goneWithin(childPid, 8000), 'a looping child outlived its owner');
  });

  it('is replaced after a kill, and a cancelled run says so', async () => {
    const sandbox = createSandbox();
    disposables.push(sandbox);
    const abort = new AbortController();
    const running = sandbox.run({ language: 'python', program: 'while True: pass', deadlineMs: 20_000 }, abort.signal);
    setTimeout(() => abort.abort(), 500);
    const { ending, elapsedMs } = await running;
    assert.ok(ending.kind === 'broken' && ending.failure.kind === 'cancelled', JSON.stringify(ending));
    assert.ok(elapsedMs < 10_000);
    const next = await sandbox.run({ language: 'python', program: 'print("again")', deadlineMs: 2000 }, never);
    assert.equal(next.stdout.trim(), 'again');
  });

  it('takes turns: twenty jobs at once all get their own result', async () => {
    const sandbox = createSandbox();
    disposables.push(sandbox);
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => sandbox.run({ language: 'python', program: `print(${index})`, deadlineMs: 2000 }, never)));
    assert.deepEqual(results.map(({ stdout }) => stdout.trim()), Array.from({ length: 20 }, (_, index) => String(index)));
  });

  it('that cannot start is our failure, with what to do, and never a wrong answer', async () => {
    const empty = await mkdtemp(path.join(tmpdir(), 'plimsoll-no-assets-'));
    const location = childLocation(sandboxModule.href);
    const sandbox = createSandbox({ location: { ...location, assetFolder: empty, readable: [...location.readable, empty] } });
    disposables.push(sandbox);
    const { ending } = await sandbox.run({ language: 'python', program: 'print(1)', deadlineMs: 1000 }, never);
    await rm(empty, { recursive: true });
    assert.ok(ending.kind === 'broken', JSON.stringify(ending));
    assert.equal(ending.failure.kind, 'sandboxBroken');
    assert.match(ending.failure.advice, /npm run build/);
    assert.match(ending.failure.cause ?? '', /ENOENT/);
  });
});
