/** The whole world a Python guest sees: an in-memory file system of one program and the standard library, under a quota. */
import { Directory, Fd, File, type Inode, OpenFile, PreopenDirectory, WASI, wasi } from '@bjorn3/browser_wasi_shim';
import { type CappedOutput, cappedOutput } from '../outputCap.ts';

/** What a guest may do with files before calls fail as on a full disk. The shim itself has no limits. */
export const fileQuota = { bytes: 8 * 1024 * 1024, files: 512, opens: 20_000, nameBytes: 4096 } as const;

export interface WasiWorld {
  readonly wasi: WASI;
  readonly stdout: CappedOutput;
  readonly stderr: CappedOutput;
}

export interface WorldOptions {
  readonly program: string;
  readonly argv: readonly string[];
  readonly standardLibrary: StandardLibrary;
}

/** File contents by absolute path, e.g. `/usr/local/lib/python311.zip`. */
export type StandardLibrary = ReadonlyMap<string, File>;

/** A character device, so that Python treats it as a stream and not as a file. */
class CappedStream extends Fd {
  readonly #output: CappedOutput;

  constructor(output: CappedOutput) {
    super();
    this.#output = output;
  }

  override fd_filestat_get(): { ret: number; filestat: wasi.Filestat } {
    return { ret: 0, filestat: new wasi.Filestat(0n, wasi.FILETYPE_CHARACTER_DEVICE, 0n) };
  }

  override fd_fdstat_get(): { ret: number; fdstat: wasi.Fdstat } {
    const fdstat = new wasi.Fdstat(wasi.FILETYPE_CHARACTER_DEVICE, 0);
    fdstat.fs_rights_base = BigInt(wasi.RIGHTS_FD_WRITE);
    return { ret: 0, fdstat };
  }

  override fd_write(data: Uint8Array): { ret: number; nwritten: number } {
    this.#output.write(data);
    return { ret: 0, nwritten: data.byteLength };
  }
}

/** Directories are built anew for every run: a guest's files must not be there for the next one. */
export function createWasiWorld(options: WorldOptions): WasiWorld {
  const stdout = cappedOutput();
  const stderr = cappedOutput();
  const root = fileTree(options.standardLibrary);
  root.set('main.py', new File(new TextEncoder().encode(options.program), { readonly: true }));
  const fds = [new OpenFile(new File([])), new CappedStream(stdout), new CappedStream(stderr), new PreopenDirectory('/', root)];
  const world = new WASI([...options.argv], ['PYTHONHASHSEED=0'], fds, { debug: false });
  enforceQuota(world);
  return { wasi: world, stdout, stderr };
}

function fileTree(files: StandardLibrary): Map<string, Inode> {
  const root = new Map<string, Inode>();
  for (const [path, file] of files) {
    const names = path.split('/').filter((name) => name !== '');
    const fileName = names.pop() ?? '';
    let folder = root;
    for (const name of names) folder = subfolder(folder, name);
    folder.set(fileName, file);
  }
  return root;
}

function subfolder(folder: Map<string, Inode>, name: string): Map<string, Inode> {
  const existing = folder.get(name);
  if (existing instanceof Directory) return existing.contents;
  const made = new Directory(new Map<string, Inode>());
  folder.set(name, made);
  return made.contents;
}

type WasiCall = (...args: (number | bigint)[]) => number;

/** Wraps the calls that can create or grow files. */
function enforceQuota(world: WASI): void {
  const calls = world.wasiImport as Record<string, WasiCall>;
  const used = { bytes: 0, files: 0, opens: 0 };
  for (const name of ['fd_write', 'fd_pwrite']) limit(calls, name, (args) => overWriteQuota(world, args, used));
  limit(calls, 'fd_allocate', ([, offset, length]) => (Number(offset) + Number(length) > fileQuota.bytes ? wasi.ERRNO_NOSPC : undefined));
  limit(calls, 'fd_filestat_set_size', ([, size]) => (Number(size) > fileQuota.bytes ? wasi.ERRNO_FBIG : undefined));
  limit(calls, 'fd_seek', ([, offset]) => (Number(offset) > fileQuota.bytes ? wasi.ERRNO_INVAL : undefined));
  limit(calls, 'path_open', ([, , , nameBytes, openFlags]) => {
    if (Number(nameBytes) > fileQuota.nameBytes) return wasi.ERRNO_NAMETOOLONG;
    if (++used.opens > fileQuota.opens) return wasi.ERRNO_MFILE;
    return (Number(openFlags) & wasi.OFLAGS_CREAT) !== 0 && ++used.files > fileQuota.files ? wasi.ERRNO_NOSPC : undefined;
  });
  for (const name of ['path_create_directory', 'path_link', 'path_symlink']) {
    limit(calls, name, () => (++used.files > fileQuota.files ? wasi.ERRNO_NOSPC : undefined));
  }
}

/** Puts `refuse` before a call: an errno ends it, undefined lets it through. */
function limit(calls: Record<string, WasiCall>, name: string, refuse: (args: readonly (number | bigint)[]) => number | undefined): void {
  const original = calls[name];
  if (!original) return;
  calls[name] = (...args) => refuse(args) ?? original(...args);
}

function overWriteQuota(world: WASI, args: readonly (number | bigint)[], used: { bytes: number }): number | undefined {
  const [fd, vectors, count] = args.map(Number);
  if (fd === undefined || vectors === undefined || count === undefined || fd <= 2) return undefined;
  const memory = new DataView(world.inst.exports.memory.buffer);
  for (let index = 0; index < count; index++) used.bytes += memory.getUint32(vectors + 8 * index + 4, true);
  return used.bytes > fileQuota.bytes ? wasi.ERRNO_NOSPC : undefined;
}
