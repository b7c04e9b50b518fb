import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OutputPipes, type Outputs } from './output-pipes.js';

let directory: string;
let pipes: OutputPipes;
const openPipes = () =>
  readdirSync('/proc/self/fd').filter((file) => {
    try {
      return readlinkSync(`/proc/self/fd/${file}`).startsWith(directory);
    } catch {
      return false;
    }
  });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'orrery-outputs-'));
  pipes = new OutputPipes(directory);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const sh = (script: string) => (outputs: Outputs) =>
  spawn('/bin/sh', ['-c', script], { stdio: ['ignore', ...outputs] });

async function run(script: string) {
  const child = pipes.spawn(sh(script));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code: child.exitCode };
}

it('can be opened by name, and carry both outputs whole and apart', async () => {
  const script =
    'echo out; echo err > /dev/stderr; echo again | tee /dev/stderr > /dev/null; echo more > /dev/stdout';
  expect(await run(script)).toEqual({ out: 'out\nmore\n', err: 'err\nagain\n', code: 0 });
  const long = await run('head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2');
  expect([long.out.length, long.err.length]).toEqual([3_000_000, 2_000_000]);
});

it('end when the last of those who write has gone', async () => {
  expect(await run('(sleep 0.2; echo late) & echo soon')).toMatchObject({ out: 'soon\nlate\n' });
});

it('are kept from nobody for want of a stock, and leave neither files nor names behind', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, (_, n) => run(`echo ${n} > /dev/stdout`)));
  expect(all.map(({ out }) => Number(out))).toEqual(all.map((_, n) => n));
  await vi.waitUntil(() => openPipes().length === 0);
  pipes.close();
  expect(readdirSync(directory)).toEqual([]);
});

it('do not make a reader that has gone keep those who write', async () => {
  const child = pipes.spawn(sh('while echo x; do :; done 2>/dev/null'));
  child.stdout.destroy();
  await once(child, 'exit');
});

it('are closed when nothing can be started', async () => {
  const refuse = () => {
    throw new Error('no more processes');
  };
  expect(() => pipes.spawn(refuse)).toThrow('no more processes');
  expect(openPipes()).toEqual([]);
  const child = pipes.spawn((outputs) => spawn('/nosuch', [], { stdio: ['ignore', ...outputs] }));
  await once(child, 'error');
  await vi.waitUntil(() => openPipes().length === 0);
});

it("give way to Node's sockets where there can be none", async () => {
  pipes = new OutputPipes(join(directory, 'gone'));
  expect(await run('echo well')).toEqual({ out: 'well\n', err: '', code: 0 });
});
