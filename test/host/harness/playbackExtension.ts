/** Knows how to make an unpacked copy of the built extension whose engine plays back an example run instead of measuring. */
import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { builtExtensionFolder, repositoryFolder } from './openWorkbench.ts';

/** Returns the folder; the caller removes it. Needs a built dist/. */
export async function playbackExtension(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-playback-'));
  await mkdir(path.join(folder, 'dist'));
  const parts = ['package.json', 'package.nls.json', 'package.nls.ko.json', 'l10n', 'media', 'dist/webview', 'dist/extension.cjs'];
  for (const part of parts) await cp(path.join(builtExtensionFolder, part), path.join(folder, part), { recursive: true });
  await build({
    entryPoints: [path.join(repositoryFolder, 'test', 'fakes', 'engine', 'fakeEngine.ts')],
    outfile: path.join(folder, 'dist', 'engine.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.12',
    logLevel: 'warning',
  });
  return folder;
}
