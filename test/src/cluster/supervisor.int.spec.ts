import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Supervisor, type ProcessSpec } from '@orrery/scripts/cluster/supervisor.mjs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const POLITE = `process.on('SIGTERM', () => process.exit(0)); console.log('ready'); setInterval(() => {}, 1000)`;
const STUBBORN = `process.on('SIGTERM', () => console.log('no')); console.log('ready'); setInterval(() => {}, 1000)`;
const PARENT = `const { spawn } = require('node:child_process');
  const child = spawn('sleep', ['600'], { stdio: 'inherit' }); console.log('child ' + child.pid); setInterval(() => {}, 1000)`;

let lines: string[];
let supervisor: Supervisor | undefined;

beforeEach(() => (lines = []));
afterEach(() => supervisor?.stop());

const program = (name: string, code: string, stopRank = 0): ProcessSpec => ({
  name,
  stopRank,
  command: process.execPath,
  args: ['-e', code],
  env: process.env,
});

async function supervise(specs: ProcessSpec[], graceMs = 5_000): Promise<Supervisor> {
  const print = (name: string, text: string) => void lines.push(`${name}: ${text}`);
  const say = (text: string) => void lines.push(text);
  const backoff = { initialMs: 20, maxMs: 100, stableAfterMs: 60_000 };
  supervisor = new Supervisor(specs, { print, say, graceMs, backoff });
  await supervisor.start();
  return supervisor;
}

const seen = (text: string, times = 1) =>
  vi.waitFor(() => expect(lines.filter((line) => line.includes(text)).length).toBeGreaterThanOrEqual(times), {
    timeout: 10_000,
  });

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('starts a killed process again, and waits longer each time it dies at once', async () => {
  const running = await supervise([program('good', POLITE), program('bad', 'process.exit(3)')]);
  await seen('good: ready');
  process.kill(running.pidOf('good')!, 'SIGKILL');
  await seen('good: ready', 2);
  await seen('bad ended with code 3', 5);
  const waits = lines
    .filter((line) => line.startsWith('bad ended'))
    .map((line) => Number(/in (\d+) ms/.exec(line)?.[1]));
  expect(waits.slice(0, 5)).toEqual([20, 40, 80, 100, 100]);
});

it('keeps down for a while what it is told to kill', async () => {
  const running = await supervise([program('good', POLITE)]);
  await seen('good: ready');
  running.kill('good', 700);
  await seen('good ended with SIGKILL; starting it again in 700 ms');
  await seen('good: ready', 2);
  running.kill('good');
  await seen('good ended with SIGKILL; starting it again in 40 ms');
});

it('does not start a process again that refuses its configuration, and says which', async () => {
  const running = await supervise([program('good', POLITE), program('wrong', 'process.exit(78)')]);
  expect(await running.refused).toBe('wrong');
  expect(lines.filter((line) => line.startsWith('wrong started'))).toHaveLength(1);
  expect(lines).toContain('wrong ended with code 78');
});

it('stops in the order of the ranks, twice if need be, and kills what does not listen', async () => {
  const specs = [program('master', POLITE, 2), program('gateway', POLITE, 0), program('worker', STUBBORN, 1)];
  const running = await supervise(specs, 300);
  await seen(': ready', 3);
  await Promise.all([running.stop(), running.stop()]);
  const ends = lines.filter((line) => / ended with /.test(line));
  expect(ends).toEqual([
    'gateway ended with code 0',
    'worker ended with SIGKILL',
    'master ended with code 0',
  ]);
});

it('leaves no grandchild behind when a process is killed', async () => {
  const running = await supervise([program('parent', PARENT)], 300);
  await seen('parent: child ');
  const grandchild = Number(/child (\d+)/.exec(lines.join('\n'))?.[1]);
  process.kill(running.pidOf('parent')!, 'SIGKILL');
  await vi.waitFor(() => expect(isRunning(grandchild)).toBe(false), { timeout: 5_000 });
});

it('takes everything down when it is killed itself', async () => {
  const owner = fork(fileURLToPath(new URL('./supervisor-owner.mjs', import.meta.url)));
  const [pids] = (await once(owner, 'message')) as [number[]];
  expect(pids.map(isRunning)).toEqual([true, true]);
  owner.kill('SIGKILL');
  await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), { timeout: 10_000 });
});
