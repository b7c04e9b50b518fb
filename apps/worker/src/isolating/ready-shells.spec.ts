import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { scanProcesses } from '../killing/proc-scan.js';
import { OutputPipes } from '../executing/output-pipes.js';
import { EnvironmentFile } from './environment-file.js';
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
    outputs: new OutputPipes(directory),
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

async function areFourBut(others: readonly number[]) {
  const isNew = () => waiting().filter(({ pid }) => !others.includes(pid)).length === 4;
  await vi.waitUntil(isNew, soon);
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
  const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(['filter']);
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
  const killed = waiting().map(({ pid }) => pid);
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => !waiting().some(({ pid }) => killed.includes(pid)), soon);
  expect(await run({ script: 'exec echo well\n' })).toMatchObject({ out: 'well\n', code: 0 });
  await areFourBut(killed);
  const [one] = waiting();
  process.kill(one!.pid, 'SIGKILL');
  await areFourBut([...killed, one!.pid]);
  shells.stop();
  shells.stop();
  await vi.waitUntil(() => waiting().length === 0, soon);
});

it('are made anew after a burst', async () => {
  await run({});
  await areFourBut([]);
  const taken = waiting().map(({ pid }) => pid);
  const children = taken.map(() => run({ script: 'exec sleep 0\n' }));
  expect((await Promise.all(children)).map(({ pid }) => pid).sort()).toEqual(taken.sort());
  await areFourBut(taken);
});

it('are made more and more seldom when none lasts', async () => {
  const made = vi.spyOn(EnvironmentFile, 'make');
  const outputs = new OutputPipes(directory);
  const none = new ReadyShells({ shell: '/nosuch', privateDirectory: directory, filter: undefined, outputs });
  const startedMs = performance.now();
  none.run(order).once('error', () => undefined);
  await vi.waitUntil(() => made.mock.calls.length === 8, soon);
  none.stop();
  expect(performance.now() - startedMs).toBeGreaterThan(1_000);
  made.mockRestore();
});

it('carry out long orders', async () => {
  // Longer than the system takes an argument.
  const tooLong = await run({ script: `exec echo '${'x'.repeat(300_000)}'\n: never\n` });
  expect(tooLong).toMatchObject({ out: '', code: 126 });
  const words = `${'x'.repeat(100_000)} `.repeat(10).trim();
  expect(await run({ script: `exec echo ${words}\n` })).toMatchObject({ out: `${words}\n`, code: 0 });
});

it('do nothing of an order that does not arrive whole', async () => {
  const kept = join(directory, 'kept');
  const keeper = join(directory, 'keeper');
  writeFileSync(keeper, `#!/bin/sh\nexec cat >'${kept}'\n`, { mode: 0o700 });
  const outputs = new OutputPipes(directory);
  const keeping = new ReadyShells({ shell: keeper, privateDirectory: directory, filter: undefined, outputs });
  const words = `export A='b'\necho its 'it'\\''s' || exit 125\nexec echo 'a b' 'it'\\''s' c </dev/null 4<&-\n`;
  const child = keeping.run({ ...order, script: words });
  keeping.stop();
  await once(child, 'close');
  const whole = readFileSync(kept, 'utf8').trimEnd();
  const shell = (input: string) => spawnSync('/bin/sh', [], { input, encoding: 'utf8' });
  expect(shell(whole)).toMatchObject({ status: 0, stdout: "its it's\na b it's c\n" });
  expect(shell('')).toMatchObject({ status: 0, stdout: '' });
  for (let length = 1; length < whole.length; length += 1) {
    const { status, stdout } = shell(whole.slice(0, length));
    expect({ length, status, stdout }).toEqual({ length, status: 2, stdout: '' });
  }
});
