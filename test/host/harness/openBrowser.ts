/** Knows how to open a fresh headless Chromium that can reach nothing but this machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';

export interface BrowserOptions {
  readonly width?: number;
  readonly height?: number;
  /** What the browser asks pages for, e.g. `ko`. */
  readonly locale?: string;
}

export interface Browser {
  readonly page: Page;
  /** Addresses outside this machine the page asked for; a test expects none. */
  readonly strangers: readonly string[];
  readonly close: () => Promise<void>;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

export async function openBrowser(executablePath: string, options: BrowserOptions = {}): Promise<Browser> {
  const profile = await mkdtemp(path.join(tmpdir(), 'plimsoll-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    ...(options.locale === undefined ? {} : { locale: options.locale }),
    args: flags,
  });
  const strangers: string[] = [];
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !isOurs(hostname)) strangers.push(request.url());
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    strangers,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Webview resources have names under vscode-cdn.net, but the page's own service worker answers them. */
function isOurs(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.vscode-resource.vscode-cdn.net');
}
