/** What can go wrong between a plan and the files: nothing is written, or everything is taken back, and undo is byte for byte. */
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { clineDataFolder, clineStore } from '../../../src/adapters/agents/cline/clineStore.ts';
import { configStore } from '../../../src/adapters/agents/shared/configStore.ts';
import { clineFiles, planCline } from '../../../src/configure/planCline.ts';
import type { ConfigPlan } from '../../../src/domain/configPlan.ts';
import type { Result } from '../../../src/domain/failure.ts';
import { sampleSettings } from '../../unit/configure/sampleSettings.ts';

let folder = '';
let data = '';
let env: NodeJS.ProcessEnv = {};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-configure-'));
  data = join(folder, 'home', '.cline', 'data');
  await mkdir(join(data, 'settings'), { recursive: true });
  env = { HOME: join(folder, 'home'), PLIMSOLL_STATE_DIR: join(folder, 'state') };
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const store = () => clineStore({ env, files: clineFiles });

async function plan(): Promise<Result<ConfigPlan>> {
  const snapshots = await store().read();
  return snapshots.ok ? planCline(snapshots.value, sampleSettings, { now: '2026-11-22T00:00:00.000Z' }) : snapshots;
}

function value<T>(result: Result<T>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

/** Every file under the data folder with its bytes and mode. */
async function everything(): Promise<Record<string, string>> {
  const entries = (await readdir(data, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const rows = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path, `${((await stat(path)).mode & 0o777).toString(8)} ${(await readFile(path)).toString('base64')}`] as const;
  });
  return Object.fromEntries((await Promise.all(rows)).sort());
}

async function refused(result: Result<unknown>, kind: string, message: RegExp, before: Record<string, string>): Promise<void> {
  assert.ok(!result.ok);
  assert.equal(result.failure.kind, kind);
  assert.match(result.failure.detail, message);
  assert.deepEqual(await everything(), before);
}

describe('agent settings store', () => {
  it('applies, keeps modes, and undoes byte for byte', async () => {
    await writeFile(join(data, 'globalState.json'), '{\r\n "a" : 1,\r\n}'.replace(',\r\n}', '\r\n}'), { mode: 0o644 });
    await writeFile(join(data, 'secrets.json'), '{"openAiApiKey":"sk-user"}', { mode: 0o600 });
    const before = await everything();
    const applied = value(await store().apply(value(await plan())));
    assert.match(await readFile(join(data, 'globalState.json'), 'utf8'), /"openAiBaseUrl": "http:\/\/127/u);
    assert.equal((await stat(join(data, 'settings', 'providers.json'))).mode & 0o777, 0o600);
    assert.equal((await stat(join(data, 'globalState.json'))).mode & 0o777, 0o644);
    assert.equal(value(await plan()).edits.length, 0);
    assert.equal(value(await store().lastApplied())?.id, applied.id);
    value(await store().undo(applied));
    assert.deepEqual(await everything(), before);
    assert.equal(value(await store().lastApplied()), undefined);
  });

  it('removes files and folders that did not exist before', async () => {
    await rm(join(folder, 'home', '.cline'), { recursive: true });
    const applied = value(await store().apply(value(await plan())));
    assert.equal((await everything())[join(data, 'secrets.json')]?.startsWith('600 '), true);
    value(await store().undo(applied));
    assert.deepEqual(await readdir(join(folder, 'home')), []);
  });

  it('keeps backups in its own folder, closed to others', async () => {
    await writeFile(join(data, 'secrets.json'), '{"x":"y"}', { mode: 0o600 });
    const applied = value(await store().apply(value(await plan())));
    assert.ok(applied.backupFolder.startsWith(join(folder, 'state')));
    assert.equal((await stat(applied.backupFolder)).mode & 0o777, 0o700);
    for (const name of await readdir(applied.backupFolder)) assert.equal((await stat(join(applied.backupFolder, name))).mode & 0o777, 0o600);
  });

  it('writes nothing when a file changed after the plan', async () => {
    const made = value(await plan());
    await writeFile(join(data, 'globalState.json'), '{"new":1}');
    await refused(await store().apply(made), 'planMismatch', /globalState\.json was changed after the plan/u, await everything());
  });

  it('writes nothing when one file is read-only, even as root', async () => {
    await writeFile(join(data, 'globalState.json'), '{}');
    await chmod(join(data, 'globalState.json'), 0o444);
    await refused(await store().apply(value(await plan())), 'fileUnwritable', /globalState\.json is read-only/u, await everything());
  });

  it('writes nothing into a read-only folder', async () => {
    const made = value(await plan());
    await chmod(join(data, 'settings'), 0o555);
    await refused(await store().apply(made), 'fileUnwritable', /settings is read-only/u, await everything());
  });

  it('refuses a link that leads out of the home folder, and a dangling one', async () => {
    await writeFile(join(folder, 'outside.json'), '{}');
    await symlink(join(folder, 'outside.json'), join(data, 'secrets.json'));
    const before = await everything();
    await refused(await plan(), 'fileUnwritable', /link to .*outside\.json, outside/u, before);
    await rm(join(data, 'secrets.json'));
    await symlink(join(folder, 'nowhere.json'), join(data, 'secrets.json'));
    await refused(await plan(), 'fileUnwritable', /link that leads nowhere/u, before);
    assert.equal(await readFile(join(folder, 'outside.json'), 'utf8'), '{}');
  });

  it('refuses a data folder that is a link out of the home folder, unless the user named it', async () => {
    await rm(join(folder, 'home', '.cline'), { recursive: true });
    await mkdir(join(folder, 'elsewhere', 'data'), { recursive: true });
    await symlink(join(folder, 'elsewhere'), join(folder, 'home', '.cline'));
    const result = await plan();
    assert.ok(!result.ok);
    env = { ...env, CLINE_DATA_DIR: join(folder, 'elsewhere', 'data') };
    value(await store().apply(value(await plan())));
  });

  it('follows a link inside the home folder and keeps it a link', async () => {
    await writeFile(join(folder, 'home', 'dotfiles.json'), '{"a":1}');
    await symlink(join(folder, 'home', 'dotfiles.json'), join(data, 'globalState.json'));
    const applied = value(await store().apply(value(await plan())));
    assert.match(await readFile(join(folder, 'home', 'dotfiles.json'), 'utf8'), /openAiBaseUrl/u);
    value(await store().undo(applied));
    assert.equal(await readFile(join(folder, 'home', 'dotfiles.json'), 'utf8'), '{"a":1}');
  });

  it('refuses a folder or bytes that are no text where a file belongs', async () => {
    await writeFile(join(data, 'globalState.json'), Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
    await refused(await plan(), 'fileUnreadable', /not UTF-8/u, await everything());
    await rm(join(data, 'globalState.json'));
    await mkdir(join(data, 'globalState.json'));
    await refused(await plan(), 'fileUnreadable', /is not a file/u, await everything());
  });

  it('takes back what was written when a later file cannot be written', async () => {
    await writeFile(join(data, 'globalState.json'), '{"mine":true}');
    // a name this long exists nowhere yet and can be looked up, but the temporary file beside it cannot be made
    const files = [join(data, 'globalState.json'), join(data, `${'n'.repeat(245)}.json`)];
    const state = join(folder, 'state');
    const two = configStore({ target: 'cline', files, roots: [data], state });
    const snapshots = value(await two.read());
    const edits = snapshots.map((before) => ({ path: before.path, before, after: '{"ours":1}', diff: '', holdsSecrets: false, touchedKeys: ['ours'] }));
    const before = await everything();
    const made: ConfigPlan = { schema: 'plimsoll.configPlan/v1', target: 'cline', edits, notes: [], needsWindowReload: false };
    await refused(await two.apply(made), 'fileUnwritable', /n\.json could not be written. The change was taken back/u, before);
    assert.match((await readdir(join(state, 'applied'))).join(), /\.failed$/u);
    assert.equal(value(await store().lastApplied()), undefined);
  });

  it('restores byte for byte what Cline only wrote anew: other order, white space and time stamps', async () => {
    await writeFile(join(data, 'settings', 'providers.json'), '{"version":1,"modes":{},"providers":{}}');
    const before = await everything();
    const applied = value(await store().apply(value(await plan())));
    const path = join(data, 'settings', 'providers.json');
    const { version, ...rest } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...rest, version }).replace(/"updatedAt":"[^"]*"/u, '"updatedAt":"2027-01-01T00:00:00.000Z"'));
    value(await store().undo(applied));
    assert.deepEqual(await everything(), before);
  });

  it('restores byte for byte what Cline only added its own settings to, and keeps a copy of those', async () => {
    await writeFile(join(data, 'globalState.json'), '{"mine":true}');
    const before = await everything();
    const applied = value(await store().apply(value(await plan())));
    const path = join(data, 'globalState.json');
    const withAdded = JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), autoApprovalSettings: { version: 2 } });
    await writeFile(path, withAdded);
    value(await store().undo(applied));
    assert.deepEqual(await everything(), before);
    const copies = (await readdir(applied.backupFolder)).filter((name) => name.endsWith('.undone'));
    assert.equal(await readFile(join(applied.backupFolder, copies[0] ?? ''), 'utf8'), withAdded);
  });

  it('never loses a key that was entered since', async () => {
    const path = join(data, 'secrets.json');
    await writeFile(path, '{"anthropicApiKey":"a"}');
    const applied = value(await store().apply(value(await plan())));
    await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), geminiApiKey: 'g' }));
    value(await store().undo(applied));
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { anthropicApiKey: 'a', geminiApiKey: 'g' });
  });

  it('takes back only its own values where others changed the file since, and all of it with force', async () => {
    await writeFile(join(data, 'globalState.json'), '{"mine":true,"openAiBaseUrl":"https://api.example/v1"}');
    const before = await everything();
    const applied = value(await store().apply(value(await plan())));
    const path = join(data, 'globalState.json');
    const state = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    const later = { ...state, mine: false, taskHistory: [1], requestTimeoutMs: 5 };
    await writeFile(path, JSON.stringify(later));
    value(await store().undo(applied));
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { mine: false, openAiBaseUrl: 'https://api.example/v1', taskHistory: [1], requestTimeoutMs: 5 });
    assert.equal(value(await store().lastApplied()), undefined);
    await writeFile(path, '{"mine":true,"openAiBaseUrl":"https://api.example/v1"}');
    const again = value(await store().apply(value(await plan())));
    await writeFile(path, JSON.stringify(later));
    value(await clineStore({ env, files: clineFiles, mayOverwriteLaterChanges: true }).undo(again));
    assert.deepEqual(await everything(), before);
  });

  it('does not touch what is no JSON any more, unless told to', async () => {
    await writeFile(join(data, 'globalState.json'), '{"mine":true}');
    const before = await everything();
    const applied = value(await store().apply(value(await plan())));
    await writeFile(join(data, 'globalState.json'), 'torn {');
    await refused(await store().undo(applied), 'planMismatch', /globalState\.json was changed after/u, await everything());
    value(await clineStore({ env, files: clineFiles, mayOverwriteLaterChanges: true }).undo(applied));
    assert.deepEqual(await everything(), before);
  });

  it('can undo an apply that was killed half-way', async () => {
    await writeFile(join(data, 'globalState.json'), '{"mine":true}');
    const before = await everything();
    const applied = value(await store().apply(value(await plan())));
    await writeFile(join(data, 'globalState.json'), '{"mine":true}');
    await rm(join(data, 'secrets.json'));
    value(await store().undo(applied));
    assert.deepEqual(await everything(), before);
  });

  it('refuses to undo with a damaged backup', async () => {
    await writeFile(join(data, 'globalState.json'), '{"mine":true}');
    const applied = value(await store().apply(value(await plan())));
    const backup = applied.files.find((file) => file.backupPath !== undefined)?.backupPath ?? '';
    await writeFile(backup, 'torn');
    await refused(await store().undo(applied), 'fileUnreadable', /backup .* was changed/u, await everything());
  });

  it('lets one writer in at a time and takes over a dead one’s lock', async () => {
    const made = value(await plan());
    await mkdir(join(folder, 'state'), { recursive: true });
    await writeFile(join(folder, 'state', 'configure.lock'), String(process.pid));
    await refused(await store().apply(made), 'locked', /Another Plimsoll/u, await everything());
    await writeFile(join(folder, 'state', 'configure.lock'), '999999999');
    value(await store().apply(made));
  });

  it('writes nothing when no backup can be kept', async () => {
    const made = value(await plan());
    await writeFile(join(folder, 'state'), 'a file where the folder belongs');
    await refused(await store().apply(made), 'fileUnwritable', /no backup can be kept/u, await everything());
  });

  it('keeps two data folders’ histories apart', async () => {
    value(await store().apply(value(await plan())));
    env = { ...env, CLINE_DIR: join(folder, 'other') };
    assert.equal(clineDataFolder(env).path, join(folder, 'other', 'data'));
    assert.equal(value(await store().lastApplied()), undefined);
    assert.equal(clineDataFolder({ ...env, CLINE_DATA_DIR: '/x' }).path, '/x');
  });
});
