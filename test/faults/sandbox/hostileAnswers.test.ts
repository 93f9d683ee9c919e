/** Hostile answers: each is ended within the limit and told for what it is, the host is unharmed, the next answer is graded. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { createSandbox } from '../../../src/adapters/sandbox/createSandbox.ts';
import { tally } from '../tally.ts';
import type { SandboxLanguage, SandboxResult } from '../../../src/ports/sandbox.ts';

const sandbox = createSandbox();
const never = new AbortController().signal;
after(() => sandbox.dispose());

function run(language: SandboxLanguage, program: string, deadlineMs = 1500): Promise<SandboxResult> {
  tally('badInputs');
  return sandbox.run({ language, program, deadlineMs }, never);
}

/** Whatever happened before, an honest program must still get its result. */
async function stillWorks(language: 'python' | 'javascript'): Promise<void> {
  const result = await sandbox.run({ language, program: language === 'python' ? 'print(6 * 7)' : 'console.log(6 * 7)', deadlineMs: 1500 }, never);
  assert.equal(result.stdout.trim(), '42');
}

/** Resident set of this process's children must not matter to the host; the host's own memory must stay put. */
const hostMegabytes = (): number => process.memoryUsage().rss / 1024 / 1024;

describe('a Python answer that', () => {
  const refused: readonly (readonly [what: string, program: string, complaint: RegExp])[] = [
    ['opens a socket', 'import socket\nsocket.create_connection(("127.0.0.1", 80), timeout=1)', /Error|not supported/i],
    ['asks for a web page', 'import urllib.request\nurllib.request.urlopen("http://127.0.0.1/")', /Error/],
    ['starts a process', 'import subprocess\nsubprocess.run(["ls"])', /does not support processes/],
    ['calls a shell', 'import os\nos.system("ls")', /AttributeError|OSError/],
    ['forks', 'import os\nos.fork()', /AttributeError|OSError/],
    ['starts a thread', 'import threading\nthreading.Thread(target=print).start()', /RuntimeError|can't start/],
    ['loads native code', 'import ctypes', /ModuleNotFoundError/],
    ['looks for a JavaScript bridge', '__import__("js")', /ModuleNotFoundError/],
    ['reads a file of the host', 'open("/etc/passwd")', /FileNotFoundError/],
    ['climbs out of its folder', 'open("../../../../../../etc/passwd")', /FileNotFoundError|PermissionError|OSError/],
    ['writes more files than allowed', 'for i in range(2000): open(f"/f{i}", "w")', /No space left|OSError/],
    ['fills the file system', 'f = open("/big", "wb")\nwhile True: f.write(b"x" * 1000000)', /No space left/],
    ['makes a huge file by seeking', 'f = open("/big", "wb")\nf.seek(10**12)\nf.write(b"x")', /OSError|Invalid/],
    ['recurses without end', 'def f(): f()\nf()', /RecursionError/],
  ];
  for (const [what, program, complaint] of refused) {
    it(`${what} is refused`, async () => {
      const { ending, stderr } = await run('python', program);
      assert.ok(ending.kind === 'finished' && ending.exitCode !== 0, JSON.stringify(ending));
      assert.match(stderr, complaint);
      await stillWorks('python');
    });
  }

  const limited: readonly (readonly [what: string, program: string, ending: string])[] = [
    ['loops without end', 'while True: pass', 'timeout'],
    ['sleeps', 'import time\ntime.sleep(1000)', 'timeout'],
    ['computes a giant power', '9**9**9**9', 'timeout'],
    ['backtracks without end', 'import re\nre.match(r"(a+)+$", "a" * 40 + "b")', 'timeout'],
    ['catches everything and goes on', 'while True:\n  try:\n    while True: pass\n  except BaseException: pass', 'timeout'],
    ['wants 10 GB', 'x = []\nwhile True: x.append(bytearray(10_000_000))', 'memoryLimit'],
    ['floods its output', 'while True: print("x" * 1000)', 'outputLimit'],
    ['floods its error output', 'import sys\nwhile True: sys.stderr.write("x" * 1000)', 'outputLimit'],
  ];
  for (const [what, program, kind] of limited) {
    it(`${what} is ended: ${kind}`, async () => {
      const before = hostMegabytes();
      const result = await run('python', program);
      assert.equal(result.ending.kind, kind);
      assert.ok(result.elapsedMs < 1500 + 1000 + 1500, `took ${result.elapsedMs} ms`);
      assert.ok(hostMegabytes() - before < 100, 'the host must not carry the guest’s memory');
      await stillWorks('python');
    });
  }

  it('sets the recursion limit sky-high cannot take the sandbox along', async () => {
    const { ending } = await run('python', 'import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)', 4000);
    assert.ok(ending.kind === 'crashed' || ending.kind === 'timeout' || ending.kind === 'memoryLimit' || (ending.kind === 'finished' && ending.exitCode !== 0), JSON.stringify(ending));
    await stillWorks('python');
  });

  it('overwrites the standard library does not reach the next run', async () => {
    const { ending } = await run('python', 'with open("/usr/local/lib/python311.zip", "r+b") as f: f.write(b"broken")');
    assert.ok(ending.kind === 'crashed' || (ending.kind === 'finished' && ending.exitCode !== 0), JSON.stringify(ending));
    const { stdout } = await run('python', 'import wave\nprint(open("/usr/local/lib/python311.zip", "rb").read(2))');
    assert.equal(stdout.trim(), "b'PK'");
  });

  it('reads the environment and finds nothing', async () => {
    process.env['PLIMSOLL_TEST_CANARY'] = 'canary-4711';
    const { stdout } = await run('python', 'import os\nprint(dict(os.environ))');
    delete process.env['PLIMSOLL_TEST_CANARY'];
    assert.ok(!stdout.includes('canary'));
    assert.match(stdout, /PYTHONHASHSEED/);
  });

  it('leaves traces finds them gone in the next run', async () => {
    await run('python', 'import builtins, json\nbuiltins.trace = 1\njson.dumps = None\nopen("/trace", "w").write("x")\nopen("/usr/local/lib/trace", "w").write("x")');
    const { stdout } = await run('python', 'import os, builtins, json\nprint(os.path.exists("/trace"), os.path.exists("/usr/local/lib/trace"), hasattr(builtins, "trace"), json.dumps is None)');
    assert.equal(stdout.trim(), 'False False False False');
  });
});

describe('a JavaScript answer that', () => {
  const limited: readonly (readonly [what: string, program: string, kinds: readonly string[]])[] = [
    ['loops without end', 'for (;;) {}', ['timeout']],
    ['loops in promises', 'const again = () => Promise.resolve().then(again); again();', ['timeout', 'finished']],
    ['backtracks without end', '/(a+)+$/.test("a".repeat(40) + "b")', ['timeout', 'finished']],
    ['eats memory', 'const a = []; for (;;) a.push(new Uint8Array(1e6));', ['memoryLimit', 'timeout']],
    ['joins endless strings', 'let s = "x"; for (;;) s += s + s;', ['memoryLimit', 'timeout', 'finished']],
    ['floods its output', 'for (;;) console.log("x".repeat(1000));', ['outputLimit']],
    ['is nested too deeply', '['.repeat(100_000), ['crashed']],
  ];
  for (const [what, program, kinds] of limited) {
    it(`${what} is ended`, async () => {
      const result = await run('javascript', program);
      assert.ok(kinds.includes(result.ending.kind), JSON.stringify(result.ending));
      assert.ok(result.elapsedMs < 1500 + 1000 + 1500, `took ${result.elapsedMs} ms`);
      await stillWorks('javascript');
    });
  }

  it('looks for doors out finds none', async () => {
    const program = `console.log([typeof require, typeof process, typeof fetch, typeof WebAssembly, typeof XMLHttpRequest, typeof Deno].join(' '));
      try { console.log(typeof console.log.constructor('return process')()); } catch (error) { console.log(error.name); }`;
    const { stdout } = await run('javascript', program);
    assert.equal(stdout.trim(), 'undefined undefined undefined undefined undefined undefined\nReferenceError');
  });

  it('recurses without end gets an error of its own', async () => {
    const { stdout } = await run('javascript', 'const f = () => f() + 1; try { f(); } catch (error) { console.log(error instanceof Error); }');
    assert.equal(stdout.trim(), 'true');
  });

  it('imports a module of the host is refused', async () => {
    const { ending, stdout } = await run('javascript', 'import("fs").then((fs) => console.log("got", fs), (error) => console.log("refused"));');
    assert.equal(ending.kind, 'finished');
    assert.ok(!stdout.includes('got'));
  });
});

describe('a query that', () => {
  const asJob = (query: string): string => JSON.stringify({ query, databases: [{ setup: 'CREATE TABLE t (a); INSERT INTO t VALUES (1);' }] });

  it('never ends is killed', async () => {
    const { ending } = await run('sql', asJob('WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'));
    assert.equal(ending.kind, 'timeout');
  });

  it('returns endless rows is stopped', async () => {
    const { stdout } = await run('sql', asJob('WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c'));
    assert.match(stdout, /more than 20000 rows/);
  });

  it('attaches a file of the host reads nothing', async () => {
    const { stdout } = await run('sql', asJob("ATTACH '/etc/passwd' AS p; SELECT * FROM p.sqlite_master"));
    assert.ok(!stdout.includes('root:'));
  });

  it('wants a giant blob gets an error', async () => {
    const { ending, stdout } = await run('sql', asJob('SELECT length(randomblob(900000000))'));
    assert.ok(ending.kind !== 'finished' || stdout.includes('error'), stdout);
  });
});

describe('a pattern that', () => {
  it('backtracks without end is killed', async () => {
    const { ending } = await run('regex', JSON.stringify({ pattern: '^(a+)+$', flags: '', strings: [`${'a'.repeat(60)}b`], analyses: false }));
    assert.equal(ending.kind, 'timeout');
  });

  it('backtracks without end is found by analysis', async () => {
    const { stdout } = await run('regex', JSON.stringify({ pattern: '^(a+)+$', flags: '', strings: [], analyses: true }), 8000);
    assert.match(stdout, /"status":"vulnerable"/);
  });
});

describe('the host', () => {
  it('is not reached over the network', async () => {
    let reached = 0;
    const server = createServer(() => reached++).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await run('python', `import socket\ns = socket.socket()\ns.connect(("127.0.0.1", ${port}))`);
    await run('javascript', `fetch("http://127.0.0.1:${port}/")`);
    server.close();
    assert.equal(reached, 0);
  });

  it('keeps its files', async () => {
    const target = path.join(tmpdir(), `plimsoll-hostile-${process.pid}`);
    await run('python', `open(${JSON.stringify(target)}, "w").write("x")`);
    assert.ok(!existsSync(target));
  });

  it('names the layers that hold', async () => {
    const layers = (await sandbox.active()).find(({ language }) => language === 'python')?.layers ?? [];
    for (const layer of ['separate process', 'empty environment', 'WebAssembly memory limit 128 MiB', 'file quota 8 MiB']) assert.ok(layers.includes(layer), `${layer} is missing in ${layers.join(', ')}`);
  });

  it('is left without empty folders after dispose', async () => {
    const own = createSandbox();
    const before = new Set(readdirSync(tmpdir()).filter((name) => name.startsWith('plimsoll-sandbox-')));
    await own.run({ language: 'python', program: 'print(1)', deadlineMs: 1000 }, never);
    await own.dispose();
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith('plimsoll-sandbox-') && !before.has(name));
    assert.deepEqual(left, []);
  });
});
