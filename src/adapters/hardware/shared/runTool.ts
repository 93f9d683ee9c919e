/** Runs a vendor's tool once and gives what it printed. */
import { execFile } from 'node:child_process';

const timeoutMs = 5_000;
/** An amd-smi of eight cards prints some hundred kilobytes. */
const maxBuffer = 16 * 1024 * 1024;

/** undefined when the tool is missing, fails, hangs or was stopped. */
export function runTool(command: string, args: readonly string[], signal?: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, [...args], { timeout: timeoutMs, windowsHide: true, maxBuffer, ...(signal === undefined ? {} : { signal }) }, (error, stdout) => {
      resolve(error === null ? stdout : undefined);
    });
  });
}
