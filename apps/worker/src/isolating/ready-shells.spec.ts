import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { scanProcesses } from '../killing/proc-scan.js';
import { ReadyShells, type ShellOrder } from './ready-shells.js';

const soon = { timeout: 20_000, interval: 5 };
vi.setConfig({ testTimeout: 60_000 });
let directory: string;
let shells: ReadyShells;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'orrery-shells-'));
  writeFileSync(join(directory, 'filter'), 'the filter');
  shells = new ReadyShells({
    shell: '/bin/sh',
    privateDirectory: directory,
    filter: join(directory, 'filter'),
  });
});
afterEach(() => {
  shells.stop();
  rmSync(directory, { recursive: true });
});

const order: ShellOrder = { script: 'true', environment: '', uid: undefined };

async function run(changes: Partial<ShellOrder>) {
  const child = shells.run({ ...order, ...changes });
  const ended = once(child, 'close');
  const [out] = await Promise.all([text(child.stdout), ended]);
  return { pid: child.pid!, out, code: child.exitCode };
}

/** Processes that wait for an order, with their start times. */
function waiting() {
  return scanProcesses().filter(({ pid, ppid }) => {
    try {
      return ppid === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'latin1') === '/bin/sh\0';
    } catch {
      return false;
    }
  });
}

it('become what they are told, with an environment of their own, whether made ahead or not', async () => {
  const ask = { script: "exec sh -c '. /dev/fd/3; echo $$ $A; cat <&4; exit 7' </dev/null\n" };
  const first = await run({ ...ask, environment: "export A='one'\n" });
  expect(first).toMatchObject({ out: `${first.pid} one\nthe filter`, code: 7 });
  await vi.waitUntil(() => waiting().length === 4, soon);
  const ready = waiting().map(({ pid }) => pid);
  const second = await run({ ...ask, environment: "export A='two'\n" });
  expect(second).toMatchObject({ out: `${second.pid} two\nthe filter`, code: 7 });
  expect(ready).toContain(second.pid);
  expect(readdirSync(directory)).toEqual(['filter']);
});

it('have nothing of the environment of the worker', async () => {
  vi.stubEnv('SOME_SECRET', 'hidden');
  await run({});
  await vi.waitUntil(() => waiting().length === 4, soon);
  const { out } = await run({ script: 'exec env </dev/null\n' });
  expect(out.split('\n').filter((line) => /^(?!PATH=|PWD=|_=).+/.test(line))).toEqual([]);
  vi.unstubAllEnvs();
});

it('are made anew when one is killed, and gone when nobody wants them any more', async () => {
  await run({});
  await vi.waitUntil(() => waiting().length === 4, soon);
  for (const { pid } of waiting()) process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => waiting().length === 0, soon);
  expect(await run({ script: 'exec echo well\n' })).toMatchObject({ out: 'well\n', code: 0 });
  await vi.waitUntil(() => waiting().length === 4, soon);
  shells.stop();
  shells.stop();
  await vi.waitUntil(() => waiting().length === 0, soon);
});

it('carry out long orders', async () => {
  const { out } = await run({ script: `exec echo '${'x'.repeat(300_000)}'\n: never\n` });
  expect(out).toBe('');
  const word = 'x'.repeat(100_000);
  expect((await run({ script: `exec echo '${word}'\n` })).out).toBe(`${word}\n`);
});
