import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanProcess } from '../../killing/proc-scan.js';
import { TaskUids } from './task-uids.js';
import { readUidRange } from './uid-range.js';

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'orrery-uids-'))));
afterEach(() => rmSync(directory, { recursive: true }));
const range = { first: 70_000, last: 70_002 };

describe('user ids of attempts', () => {
  it('are had by one attempt at a time, on the whole machine', async () => {
    const [one, other] = [new TaskUids(range, directory, 0), new TaskUids(range, directory, 0)];
    expect([await one.take(), await other.take(), await one.take()]).toEqual([70_000, 70_001, 70_002]);
    await expect(other.take()).rejects.toThrow('ORRERY_TASK_UIDS');
    one.give(70_000);
    expect(await other.take()).toBe(70_000);
  });

  it('are given again as late as possible', async () => {
    const uids = new TaskUids(range, directory, 0.5);
    const first = await uids.take();
    uids.give(first);
    expect([first, await uids.take(), await uids.take()]).toEqual([70_001, 70_002, 70_000]);
  });

  it('of a worker that is gone are free again', async () => {
    for (const uid of [70_000, 70_001, 70_002]) writeFileSync(join(directory, String(uid)), '4194303 12');
    expect(await new TaskUids(range, directory, 0).take()).toBe(70_000);
    expect(existsSync(join(directory, '70001'))).toBe(false);
  });

  if (process.getuid!() === 0) {
    it('of a worker that is gone are given away when nothing is left of what they had', async () => {
      const left = mkdtempSync(join(tmpdir(), 'orrery-left-'));
      writeFileSync(join(left, 'secret'), '');
      for (const path of [join(left, 'secret'), left]) chownSync(path, 70_001, 70_001);
      for (const uid of [70_000, 70_001, 70_002]) writeFileSync(join(directory, String(uid)), '4194303 12');
      const uids = new TaskUids(range, directory, 0);
      const had = await Promise.all([uids.take(), uids.take(), uids.take()]);
      expect([had.sort(), existsSync(left)]).toEqual([[70_000, 70_001, 70_002], false]);
    });
  }

  it('of a worker that is gone are cleared by one other at a time, and never when an attempt has them again', async () => {
    const [one, other] = [new TaskUids(range, directory, 0), new TaskUids(range, directory, 0)];
    writeFileSync(join(directory, '70000'), '4194303 12');
    expect([one.dead(), other.dead()]).toEqual([[70_000], [70_000]]);
    expect([one.claim(70_000), other.claim(70_000)]).toEqual([true, false]);
    one.give(70_000);
    one.letGo(70_000);
    expect(other.claim(70_000)).toBe(false);
    expect(await one.take()).toBe(70_000);
    expect(other.claim(70_000)).toBe(false);
    expect(readdirSync(directory)).toEqual(['70000']);
  });

  it('are cleared by another one when who has claimed them is killed', async () => {
    const uids = new TaskUids(range, directory, 0);
    writeFileSync(join(directory, '70000'), '4194303 12');
    const holder = spawn('sleep', ['600'], { stdio: 'ignore' });
    await once(holder, 'spawn');
    const { pid, start } = scanProcess(holder.pid!)!;
    symlinkSync(`${pid} ${start}`, join(directory, '70000.claim'));
    expect(uids.claim(70_000)).toBe(false);
    expect(readdirSync(directory).sort()).toEqual(['70000', '70000.claim']);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const other = new TaskUids(range, directory, 0);
    expect([uids.claim(70_000), other.claim(70_000)]).toEqual([true, false]);
    other.letGo(70_000);
    expect(other.claim(70_000)).toBe(false);
    uids.give(70_000);
    uids.letGo(70_000);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('are cleared though one after the other was killed at it, as files of an earlier version too', async () => {
    const uids = new TaskUids(range, directory, 0);
    const marks = ['70000', '70000.claim', '70000.claim.1', '70001', '70001.claim'];
    for (const name of marks) writeFileSync(join(directory, name), '4194303 12');
    expect([await uids.take(), await uids.take(), await uids.take()]).toEqual([70_002, 70_000, 70_001]);
    expect(readdirSync(directory).sort()).toEqual(['70000', '70001', '70002']);
  });
});

describe('their range', () => {
  it('is read', () => expect(readUidRange('61184-65519')).toEqual({ first: 61_184, last: 65_519 }));

  it.each(['61184', '500-2000', '2000-2005', '3000-2000', 'a-b'])('is not %s', (text) => {
    expect(() => readUidRange(text)).toThrow('must be first-last');
  });
});
