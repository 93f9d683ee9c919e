/** Rewrites the sections of a WebAssembly binary that make it safe and small enough to serve as a sandbox. */

/** A function or global that the original keeps to itself and the patched module exports. */
export interface AddedExport {
  readonly name: string;
  readonly kind: 'function' | 'global';
  readonly index: number;
}

export interface WasmPatch {
  /** Hard ceiling of the linear memory, in pages of 64 KiB: growth beyond it fails inside the guest. */
  readonly maxPages: number;
  /** Initial size, in pages; the original's when absent. */
  readonly minPages?: number;
  readonly exports?: readonly AddedExport[];
  /** Empties the data section: for a module whose memory is restored from a snapshot. */
  readonly dropsData?: boolean;
}

const section = { custom: 0, memory: 5, export: 7, data: 11, dataCount: 12 } as const;
const headerBytes = 8;

/** A patched copy of `wasm`; custom sections (debug information, names) are always dropped. */
export function patchWasm(wasm: Uint8Array, patch: WasmPatch): Uint8Array {
  const parts: Uint8Array[] = [wasm.subarray(0, headerBytes)];
  let at = headerBytes;
  while (at < wasm.length) {
    const start = at;
    const id = byteAt(wasm, at);
    const [length, bodyStart] = readLeb(wasm, at + 1);
    at = bodyStart + length;
    parts.push(patchSection(id, wasm.subarray(bodyStart, at), wasm.subarray(start, at), patch));
  }
  return Buffer.concat(parts);
}

function patchSection(id: number, body: Uint8Array, whole: Uint8Array, patch: WasmPatch): Uint8Array {
  if (id === section.custom) return new Uint8Array();
  if (id === section.memory) return withLength(id, memoryBody(body, patch));
  if (id === section.export && patch.exports) return withLength(id, exportBody(body, patch.exports));
  if (id === section.data && patch.dropsData) return withLength(id, Uint8Array.of(0));
  if (id === section.dataCount && patch.dropsData) return new Uint8Array();
  return whole;
}

function memoryBody(body: Uint8Array, patch: WasmPatch): Uint8Array {
  const [count, flagsAt] = readLeb(body, 0);
  if (count !== 1) throw new Error(`expected one memory, found ${count}`);
  const [minPages] = readLeb(body, flagsAt + 1);
  return Uint8Array.from([1, 1, ...leb(patch.minPages ?? minPages), ...leb(patch.maxPages)]);
}

function exportBody(body: Uint8Array, added: readonly AddedExport[]): Uint8Array {
  const [count, entriesAt] = readLeb(body, 0);
  const entries = added.flatMap((entry) => {
    const name = Buffer.from(entry.name);
    return [...leb(name.length), ...name, entry.kind === 'function' ? 0 : 3, ...leb(entry.index)];
  });
  return Buffer.concat([Uint8Array.from(leb(count + added.length)), body.subarray(entriesAt), Uint8Array.from(entries)]);
}

function withLength(id: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([id, ...leb(body.length)]), body]);
}

/** Unsigned LEB128 at `at`: the value and the offset behind it. */
function readLeb(bytes: Uint8Array, at: number): readonly [value: number, next: number] {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = byteAt(bytes, at++);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return [value, at];
    scale *= 0x80;
  }
}

function leb(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 0x80)) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest % 0x80) | 0x80);
  }
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error(`the WebAssembly file ends at byte ${bytes.length}, expected more`);
  return byte;
}
