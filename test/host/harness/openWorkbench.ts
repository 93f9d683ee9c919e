/** Knows how to open VS Code on a folder with the built extension loaded, and how a person's gestures are made in it. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { provisionHost } from '../../../scripts/provisionHost.ts';
import { openBrowser } from './openBrowser.ts';
import type { BrowserOptions } from './openBrowser.ts';
import { startCodeServer } from './startCodeServer.ts';
import type { CodeServer, CodeServerOptions } from './startCodeServer.ts';

export interface WorkbenchOptions extends CodeServerOptions, BrowserOptions {
  /** Folder that is opened. */
  readonly folder: string;
}

export interface Workbench {
  readonly page: Page;
  readonly server: CodeServer;
  readonly strangers: readonly string[];
  /** Runs a command from the palette by its title, as a person does. */
  readonly runCommand: (title: string) => Promise<void>;
  /** Takes the row of the open quick pick that holds this text. */
  readonly pick: (text: string) => Promise<void>;
  /** Types into the open input box and confirms. */
  readonly answer: (text: string) => Promise<void>;
  /** The document inside the visible webview. */
  readonly panel: () => FrameLocator;
  readonly statusBarItem: (text: string | RegExp) => Locator;
  /** Keeps a picture in the artefact folder and returns its path. */
  readonly screenshot: (name: string) => Promise<string>;
  readonly reload: () => Promise<void>;
  /** Resolves when the workbench is there again after it reloaded by itself. */
  readonly ready: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const repositoryFolder = path.join(import.meta.dirname, '..', '..', '..');

/** The built extension under test: `PLIMSOLL_EXTENSION`, else this repository. */
export const builtExtensionFolder = process.env['PLIMSOLL_EXTENSION'] ?? repositoryFolder;

/** Where pictures for people go: `PLIMSOLL_ARTIFACTS`, else test-artifacts/ in the repository. */
export const artifactsFolder = process.env['PLIMSOLL_ARTIFACTS'] ?? path.join(repositoryFolder, 'test-artifacts');

/** A slow machine with other work on it starts the workbench in 30 s. */
export const patienceMs = Number(process.env['PLIMSOLL_PATIENCE_MS'] ?? 90_000);

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const paths = await provisionHost();
  const installed = options.vsix === undefined ? { extensionFolder: builtExtensionFolder } : {};
  const server = await startCodeServer(paths, { ...installed, ...options });
  const browser = await openBrowser(paths.chromium, options).catch(async (thrown: unknown) => {
    await server.stop();
    throw thrown;
  });
  const { page } = browser;
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
  };
  try {
    await page.goto(`http://127.0.0.1:${String(server.port)}/?${new URLSearchParams({ folder: options.folder }).toString()}`, { waitUntil: 'domcontentloaded' });
    await workbenchReady(page);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    page,
    server,
    strangers: browser.strangers,
    runCommand: (title) => runCommand(page, title),
    pick: (text) => pick(page, text),
    answer: (text) => answer(page, text),
    panel: () => page.frameLocator('iframe.webview.ready').frameLocator('#active-frame'),
    statusBarItem: (text) => page.locator('.statusbar-item', { hasText: text }),
    screenshot: (name) => screenshot(page, name),
    reload: async () => {
      await page.reload({ waitUntil: 'domcontentloaded' });
      await workbenchReady(page);
    },
    ready: () => workbenchReady(page),
    close,
  };
}

async function workbenchReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench').waitFor({ timeout: patienceMs });
  await page.locator('.statusbar-item').first().waitFor({ timeout: patienceMs });
}

async function runCommand(page: Page, title: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  const giveUpAt = Date.now() + patienceMs;
  // The extension's commands appear in the palette a moment after the workbench itself, and whatever takes the focus closes it.
  for (;;) {
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget input[type=text]').first();
    const isTaken = await input
      .fill(`>${title}`, { timeout: 3_000 })
      .then(() => row.click({ timeout: 3_000 }))
      .then(() => true, () => false);
    if (isTaken) return;
    if (Date.now() > giveUpAt) throw new Error(`The palette has no command "${title}".`);
    await page.keyboard.press('Escape');
  }
}

async function pick(page: Page, text: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  await row.waitFor({ timeout: patienceMs });
  await row.click();
}

async function answer(page: Page, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor({ state: 'visible', timeout: patienceMs });
  await input.fill(text);
  await page.keyboard.press('Enter');
}

async function screenshot(page: Page, name: string): Promise<string> {
  await mkdir(artifactsFolder, { recursive: true });
  const file = path.join(artifactsFolder, `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}
