/** Patched modules keep working, cannot grow beyond their ceiling, and export what was asked for. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { patchWasm } from '../../../src/adapters/sandbox/python/wasmPatch.ts';

/** (module (memory (export "m") 1) (global $g i32 (i32.const 7)) (func $f (result i32) i32.const 42) (data (i32.const 0) "hi") + a custom section) */
const tiny = Uint8Array.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 5, 1, 0x60, 0, 1, 0x7f,
  3, 2, 1, 0,
  5, 3, 1, 0, 1,
  6, 6, 1, 0x7f, 0, 0x41, 7, 0x0b,
  7, 5, 1, 1, 0x6d, 2, 0,
  0x0a, 6, 1, 4, 0, 0x41, 42, 0x0b,
  0x0b, 8, 1, 0, 0x41, 0, 0x0b, 2, 0x68, 0x69,
  0, 5, 4, 0x6e, 0x61, 0x6d, 0x65,
]);

interface Exports {
  readonly m: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
  readonly f: () => number;
  readonly g: { readonly value: number };
}

function load(bytes: Uint8Array): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)), {}).exports as unknown as Exports;
}

describe('patchWasm', () => {
  it('puts a ceiling on the memory', () => {
    const { m } = load(patchWasm(tiny, { maxPages: 3 }));
    assert.equal(m.grow(2), 1);
    assert.throws(() => m.grow(1), RangeError);
  });

  it('sets the initial size', () => {
    assert.equal(load(patchWasm(tiny, { maxPages: 300, minPages: 200 })).m.buffer.byteLength, 200 * 65_536);
  });

  it('exports functions and globals that were private', () => {
    const exports = load(patchWasm(tiny, { maxPages: 2, exports: [{ name: 'f', kind: 'function', index: 0 }, { name: 'g', kind: 'global', index: 0 }] }));
    assert.equal(exports.f(), 42);
    assert.equal(exports.g.value, 7);
  });

  it('keeps the data, or drops it for a snapshot', () => {
    const text = (bytes: Uint8Array): string => Buffer.from(load(bytes).m.buffer, 0, 2).toString('latin1');
    assert.equal(text(patchWasm(tiny, { maxPages: 2 })), 'hi');
    assert.equal(text(patchWasm(tiny, { maxPages: 2, dropsData: true })), '\0\0');
  });

  it('drops custom sections', () => {
    assert.ok(patchWasm(tiny, { maxPages: 2 }).length < tiny.length);
  });

  it('says when a file is cut short', () => {
    assert.throws(() => patchWasm(tiny.subarray(0, 9), { maxPages: 2 }), /ends at byte 9/);
  });
});
