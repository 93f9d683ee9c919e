/** What differs between Windows, macOS and Linux, tried with every platform's value on this one. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readClineInstallation } from '../../../src/adapters/agents/cline/readClineInstallation.ts';
import { replaceFile } from '../../../src/adapters/agents/shared/replaceFile.ts';
import { snapshotFile } from '../../../src/adapters/agents/shared/snapshotFile.ts';
import { stateFolder } from '../../../src/adapters/agents/shared/stateFolder.ts';
import { cacheFolder } from '../../../src/adapters/embedded/cacheFolder.ts';
import { pythonOf } from '../../../src/adapters/embedded/provisionLlamaCpp.ts';
import { processMemoryBytes } from '../../../src/adapters/hardware/processMemory.ts';
import { gpuSources } from '../../../src/adapters/hardware/thisMachine.ts';
import { makeEmptyFolder } from '../../../src/adapters/sandbox/emptyFolder.ts';

const platforms = ['linux', 'darwin', 'win32'] as const;
let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-platforms-'));
});
after(() => rm(folder, { recursive: true, force: true }));

describe('folders', () => {
  const env = { HOME: '/h', LOCALAPPDATA: '/h/Local', APPDATA: '/h/Roaming' };
  it('of our own state lie where each system wants them', () => {
    assert.deepEqual(platforms.map((platform) => stateFolder({ HOME: '/h' }, platform)), ['/h/.local/state/plimsoll', '/h/Library/Application Support/Plimsoll', '/h/AppData/Local/Plimsoll'].map((place) => path.normalize(place)));
    assert.equal(stateFolder(env, 'win32'), path.normalize('/h/Local/Plimsoll'));
    assert.equal(stateFolder({ HOME: '/h', XDG_STATE_HOME: '/x' }, 'linux'), path.normalize('/x/plimsoll'));
    assert.equal(stateFolder({ USERPROFILE: '/u' }, 'win32'), path.normalize('/u/AppData/Local/Plimsoll'));
    for (const platform of platforms) assert.equal(stateFolder({ PLIMSOLL_STATE_DIR: '/own' }, platform), path.resolve('/own'));
  });
  it('of downloads too', () => {
    assert.equal(cacheFolder(env, 'win32'), path.normalize('/h/Local/plimsoll/cache'));
    assert.match(cacheFolder({}, 'darwin'), /Library.Caches.plimsoll$/);
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux'), path.normalize('/x/plimsoll'));
    for (const platform of platforms) assert.equal(cacheFolder({ PLIMSOLL_CACHE: '/own' }, platform), path.resolve('/own'));
  });
  it('of VS Code’s settings are read on each system, with its line ends and byte order mark', async () => {
    const places = { linux: '.config', darwin: 'Library/Application Support', win32: 'AppData/Roaming' };
    for (const platform of platforms) {
      const home = path.join(folder, platform);
      const place = path.join(home, places[platform], 'Code', 'User');
      await mkdir(place, { recursive: true });
      await writeFile(path.join(place, 'settings.json'), '\uFEFF{\r\n  // mine\r\n  "cline.rollout.bundleOverride": "legacy",\r\n}\r\n');
      assert.equal((await readClineInstallation({ HOME: home }, platform)).bundleOverride, 'legacy', platform);
      for (const other of platforms.filter((one) => one !== platform)) assert.equal((await readClineInstallation({ HOME: home }, other)).bundleOverride, undefined);
    }
  });
});

describe('a file that another program holds open', () => {
  const held = (code: string, times: number): { readonly write: (file: string, bytes: string | Buffer) => Promise<void>; readonly tries: () => number } => {
    let tries = 0;
    const write = async (file: string, bytes: string | Buffer): Promise<void> => {
      tries += 1;
      if (tries <= times) throw Object.assign(new Error('held'), { code });
      await writeFile(file, bytes);
    };
    return { write, tries: () => tries };
  };
  for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
    it(`${code}: Windows tries again, the others do not`, async () => {
      const file = path.join(folder, `${code}.json`);
      const onWindows = held(code, 2);
      await replaceFile(file, 'new', { platform: 'win32', write: onWindows.write });
      assert.deepEqual([onWindows.tries(), await readFile(file, 'utf8')], [3, 'new']);
      for (const platform of ['linux', 'darwin'] as const) {
        const once = held(code, 1);
        await assert.rejects(replaceFile(file, 'x', { platform, write: once.write }), { code });
        assert.equal(once.tries(), 1);
      }
    });
  }
  it('for good is given up on Windows too, and a full disk at once', async () => {
    const forGood = held('EBUSY', 99);
    await assert.rejects(replaceFile('f', 'x', { platform: 'win32', write: forGood.write }), { code: 'EBUSY' });
    assert.equal(forGood.tries(), 7);
    const full = held('ENOSPC', 99);
    await assert.rejects(replaceFile('f', 'x', { platform: 'win32', write: full.write }), { code: 'ENOSPC' });
    assert.equal(full.tries(), 1);
  });
  it('is replaced whole on this system', async () => {
    const file = path.join(folder, 'whole.json');
    await writeFile(file, 'old');
    await replaceFile(file, 'new', { mode: 0o600 });
    assert.equal(await readFile(file, 'utf8'), 'new');
  });
});

describe('mode bits', () => {
  it('are kept where there are any', async () => {
    const file = path.join(folder, 'mode.json');
    await writeFile(file, '{}', { mode: 0o640 });
    const modes = await Promise.all(platforms.map(async (platform) => {
      const snapshot = await snapshotFile(file, [folder], platform);
      assert.ok(snapshot.ok && snapshot.value.content === '{}');
      return typeof snapshot.value.mode;
    }));
    assert.deepEqual(modes, ['number', 'number', 'undefined']);
  });
});

describe('programs', () => {
  it('of a virtual environment lie in bin or in Scripts', () => {
    assert.deepEqual(platforms.map((platform) => pythonOf('/v', platform)), ['/v/bin/python', '/v/bin/python', '/v/Scripts/python.exe'].map((place) => path.normalize(place)));
  });
  it('that tell about cards are those of the system', () => {
    assert.deepEqual(platforms.map((platform) => gpuSources(platform, {}).length), [4, 1, 2]);
  });
  it('that tell about a process’s memory agree, or say in words that they are not there', { skip: process.platform === 'win32' ? 'the other two are not there' : false }, async () => {
    const [own, ps, windows] = await Promise.all([processMemoryBytes(process.pid), processMemoryBytes(process.pid, 'darwin'), processMemoryBytes(process.pid, 'win32')]);
    assert.ok(own.ok && ps.ok);
    assert.ok(Math.abs(own.value / ps.value - 1) < 0.3, `${own.value} and ${ps.value}`);
    assert.ok(!windows.ok && windows.failure.kind === 'serverGone' && (windows.failure.cause ?? '').includes('powershell'));
  });
});

describe('empty folders for guests', () => {
  it('of dead owners are cleared away by the next, those of the living and those with something in them are not', async () => {
    const parent = path.join(folder, 'temp');
    const dead = 'plimsoll-sandbox-999999999-abcdef';
    const others = [`plimsoll-sandbox-${process.ppid}-abcdef`, 'plimsoll-sandbox-999999998-abcdef', 'plimsoll-sandbox-old', 'somebody-else'];
    for (const name of [dead, ...others]) await mkdir(path.join(parent, name), { recursive: true });
    await writeFile(path.join(parent, 'plimsoll-sandbox-999999998-abcdef', 'kept'), '');
    const made = await makeEmptyFolder(parent);
    assert.match(path.basename(made), new RegExp(`^plimsoll-sandbox-${process.pid}-\\w{6}$`));
    assert.deepEqual((await readdir(parent)).toSorted(), [...others, path.basename(made)].toSorted());
    assert.deepEqual(await readdir(made), []);
  });
});
