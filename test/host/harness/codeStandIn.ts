/** Stands in for the `code` executable where no desktop VS Code can be had: takes its arguments, runs the extension tests in code-server, ends with their exit code. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, parseArgs } from 'node:util';
import { provisionHost } from '../../../scripts/provisionHost.ts';
import { openBrowser } from './openBrowser.ts';
import { startCodeServer } from './startCodeServer.ts';

const timeLimitMs = 120_000;
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  strict: false,
  options: { extensionDevelopmentPath: { type: 'string', multiple: true }, extensionTestsPath: { type: 'string' } },
});

const asPath = (place: string): string => (place.startsWith('file://') ? fileURLToPath(place) : path.resolve(place));

/** Names of variables the tests read travel on to the extension host. */
function testEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith('PLIMSOLL_SUITE_') && entry[1] !== undefined);
  return Object.fromEntries(entries);
}

async function runTests(): Promise<number> {
  const paths = await provisionHost();
  const emptyFolder = await mkdtemp(path.join(tmpdir(), 'plimsoll-workspace-'));
  const server = await startCodeServer(paths, { env: testEnvironment(), testDriver: true });
  const browser = await openBrowser(paths.chromium);
  try {
    const authority = `127.0.0.1:${String(server.port)}`;
    const remote = (place: unknown): string => `vscode-remote://${authority}${encodeURI(asPath(String(place)))}`;
    const payload = [
      ...(values.extensionDevelopmentPath ?? []).map((place) => ['extensionDevelopmentPath', remote(place)]),
      ['extensionTestsPath', remote(values.extensionTestsPath)],
    ];
    const exitCode = new Promise<number>((resolve) => void browser.page.exposeFunction('codeAutomationExit', resolve));
    const log: string[] = [];
    await browser.page.exposeFunction('codeAutomationLog', (_type: string, words: unknown[]) => log.push(format(...words)));
    const query = new URLSearchParams({ folder: positionals[0] ?? emptyFolder, payload: JSON.stringify(payload) });
    await browser.page.goto(`http://${authority}/?${query.toString()}`, { waitUntil: 'domcontentloaded' });
    const code = await Promise.race([exitCode, outOfTime()]);
    // Workbench and extension host talk much; their words matter only when the tests did not end well.
    if (code !== 0) process.stderr.write(`${log.slice(-60).join('\n')}\n`);
    return code;
  } finally {
    await browser.close();
    await server.stop();
    await rm(emptyFolder, { recursive: true, force: true });
  }
}

async function outOfTime(): Promise<number> {
  return new Promise((resolve) => {
    setTimeout(() => {
      process.stderr.write(`The extension tests did not end within ${String(timeLimitMs / 1_000)} s.\n`);
      resolve(124);
    }, timeLimitMs).unref();
  });
}

process.exit(await runTests());
