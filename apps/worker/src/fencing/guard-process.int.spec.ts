import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from '@orrery/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silent } from '../testing/use-workers.js';
import { GuardProcess } from './guard-process.js';

/** A process runs built code: `npm test` builds first. */
const program = fileURLToPath(new URL('../../dist/fencing/lease-guard.js', import.meta.url));
const made: ChildProcess[] = [];
const guards: GuardProcess[] = [];

function sleeper(): ChildProcess {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  made.push(child);
  return child;
}

function guard(): GuardProcess {
  const started = new GuardProcess(silent, monotonicMs, program);
  guards.push(started);
  return started;
}

afterEach(() => {
  for (const each of guards.splice(0)) each.stop();
  for (const child of made.splice(0)) child.kill('SIGKILL');
});

describe('the guard of a worker', () => {
  it('ends what must not outlive the lease when that is over, and nothing else', async () => {
    const [fenced, free] = [sleeper(), sleeper()];
    const watching = guard();
    watching.watch(fenced.pid!, true);
    watching.watch(free.pid!, false);
    const ended = once(fenced, 'exit');
    watching.renew(60_000);
    watching.renew(1_000);
    expect((await ended)[1]).toBe('SIGKILL');
    expect(free.exitCode ?? free.signalCode).toBeNull();
    watching.stop();
    await vi.waitUntil(() => free.signalCode === 'SIGKILL', { timeout: 5_000, interval: 20 });
  });

  it('ends what left the group, too, where a list of the processes of the attempt is kept', async () => {
    const [group, gone] = [sleeper(), sleeper()];
    const directory = await mkdtemp(join(tmpdir(), 'orrery-guard-'));
    const list = join(directory, 'cgroup.procs');
    await writeFile(list, `${gone.pid}\n`);
    const watching = guard();
    watching.watch(group.pid!, true, list);
    const ended = Promise.all([once(group, 'exit'), once(gone, 'exit')]);
    watching.renew(600);
    await ended;
    expect([group.signalCode, gone.signalCode]).toEqual(['SIGKILL', 'SIGKILL']);
    await rm(directory, { recursive: true });
  });

  it('leaves alone what ended before', async () => {
    const group = sleeper();
    const other = sleeper();
    const watching = guard();
    watching.renew(60_000);
    watching.watch(group.pid!, true);
    watching.watch(other.pid!, true);
    watching.forget(group.pid!);
    const ended = once(other, 'exit');
    watching.renew(600);
    await ended;
    expect(group.exitCode ?? group.signalCode).toBeNull();
  });
});
