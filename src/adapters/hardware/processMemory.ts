/** How much memory a process holds now. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';

const run = promisify(execFile);

async function residentKiB(pid: number, platform: NodeJS.Platform): Promise<number> {
  if (platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1]);
  }
  if (platform === 'win32') {
    const { stdout } = await run('powershell.exe', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).WorkingSet64`]);
    return Number(stdout.trim()) / 1024;
  }
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim());
}

/** Resident bytes: pages of a mapped model file count as far as they were touched. */
export async function processMemoryBytes(pid: number, platform: NodeJS.Platform = process.platform): Promise<Result<number>> {
  const gone = fail('serverGone', `There is no process ${pid} whose memory could be read.`, 'Give the process id of the running server.');
  try {
    const kib = await residentKiB(pid, platform);
    return Number.isFinite(kib) && kib > 0 ? ok(kib * 1024) : gone;
  } catch (thrown) {
    return { ok: false, failure: { ...gone.failure, cause: messageOf(thrown).slice(0, 200) } };
  }
}
