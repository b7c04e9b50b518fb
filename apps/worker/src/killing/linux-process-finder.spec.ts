import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LinuxProcessFinder } from './linux-process-finder.js';

const finder = new LinuxProcessFinder();
let leader: ChildProcess;
beforeEach(async () => {
  leader = spawn('sleep', ['70'], { detached: true, stdio: 'ignore' });
  await once(leader, 'spawn');
});
afterEach(() => void leader.kill('SIGKILL'));

const traceOf = (groupStart: string | undefined) => {
  return { groupId: leader.pid!, groupStart, attemptMarker: 'run.1' };
};

it('finds the group and session of the first process', async () => {
  expect(await finder.ofAttempt(traceOf(finder.startOf(leader.pid!)))).toEqual([leader.pid]);
});

it('leaves a process alone that got the id of the first one after its end', async () => {
  expect(await finder.ofAttempt(traceOf('1'))).toEqual([]);
});

if (process.getuid?.() === 0)
  it('finds what has the user that only the attempt has', async () => {
    const uid = 61_183;
    const own = spawn('sleep', ['70'], { detached: true, stdio: 'ignore', uid, gid: uid, env: {} });
    await once(own, 'spawn');
    expect(await finder.ofAttempt({ ...traceOf('1'), uid })).toEqual([own.pid]);
    own.kill('SIGKILL');
  });
