/** Has a real Ollama at hand for tests: the one the developer has, or one built from its Go module into the cache folder. */
import { execFile } from 'node:child_process';
import { access, chmod, copyFile, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../src/adapters/embedded/cacheFolder.ts';
import { messageOf } from '../src/domain/failure.ts';

const run = promisify(execFile);

export const ollamaVersion = 'v0.17.4';
/** Carries miniaudio.h, which Ollama's module zip lacks. */
const audioModule = 'github.com/gen2brain/malgo@v0.11.24';
/** Debian packages whose headers Ollama's module zip lacks too. */
const headerPackages = ['nlohmann-json3-dev', 'libstb-dev'] as const;

const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

/** Path of an `ollama` program: the one PLIMSOLL_OLLAMA names, one built earlier, or a new build. Throws with the reason when none can be had. */
export async function provisionOllama(log: (line: string) => void): Promise<string> {
  const chosen = process.env['PLIMSOLL_OLLAMA'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const folder = path.join(cacheFolder(), `ollama-${ollamaVersion}`);
  const program = path.join(folder, 'ollama');
  if (await exists(program)) return program;
  log(`Building Ollama ${ollamaVersion} from its Go module (4 to 7 minutes, once) …`);
  const building = await mkdtemp(path.join(os.tmpdir(), 'plimsoll-ollama-'));
  try {
    const include = await gatherHeaders(building);
    await build(building, include);
    await mkdir(folder, { recursive: true });
    // another file system is likely: copy beside the target, then rename, so that a half copy is never found
    await copyFile(path.join(building, 'bin', 'ollama'), `${program}.${process.pid}`);
    await chmod(`${program}.${process.pid}`, 0o755);
    await rename(`${program}.${process.pid}`, program);
    return program;
  } catch (thrown) {
    const advice = 'Install Ollama and name it in PLIMSOLL_OLLAMA, or build it here: Go 1.24 or newer, gcc and g++, on Debian or Ubuntu.';
    throw new Error(`A real Ollama could not be built. ${advice} ${messageOf(thrown).slice(0, 600)}`, { cause: thrown });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function gatherHeaders(building: string): Promise<string> {
  const include = path.join(building, 'include');
  const unpacked = path.join(building, 'debian');
  await mkdir(path.join(include, 'stb'), { recursive: true });
  await mkdir(path.join(include, 'miniaudio'), { recursive: true });
  // unpacked, not installed: no root is needed and the machine stays as it was
  await run('apt-get', ['download', ...headerPackages], { cwd: building });
  for (const file of await readdir(building)) if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', path.join(building, file), unpacked]);
  await cp(path.join(unpacked, 'usr/include/nlohmann'), path.join(include, 'nlohmann'), { recursive: true });
  await copyFile(path.join(unpacked, 'usr/include/stb/stb_image.h'), path.join(include, 'stb/stb_image.h'));
  const audio = JSON.parse((await run('go', ['mod', 'download', '-json', audioModule], { cwd: building })).stdout) as { readonly Dir: string };
  await copyFile(path.join(audio.Dir, 'miniaudio.h'), path.join(include, 'miniaudio/miniaudio.h'));
  return include;
}

async function build(building: string, include: string): Promise<void> {
  const flags = `${process.arch === 'x64' ? '-O3 -mavx2 -mfma -mf16c' : '-O3'} -I${include}`;
  const env = { ...process.env, GOBIN: path.join(building, 'bin'), CGO_ENABLED: '1', CGO_CFLAGS: flags, CGO_CXXFLAGS: flags };
  await run('go', ['install', `github.com/ollama/ollama@${ollamaVersion}`], { env, cwd: building, maxBuffer: 64 * 1024 * 1024 });
}

if (import.meta.main) process.stdout.write(`${await provisionOllama((line) => process.stderr.write(`${line}\n`))}\n`);
