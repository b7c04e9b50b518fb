import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tryLock, withLock } from '@orrery/scripts/processes/lock.mjs';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is held by one and free again after its release', () => {
  const release = tryLock(file);
  expect(tryLock(file)).toBeUndefined();
  release?.();
  expect(tryLock(file)).toBeTypeOf('function');
});

it('is taken over from a process that is gone', () => {
  const { pid } = spawnSync('true');
  writeFileSync(file, JSON.stringify({ pid, start: '1' }));
  expect(tryLock(file)).toBeTypeOf('function');
});

it('is not held by a later process that got the same id', () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, start: 'another time' }));
  expect(tryLock(file)).toBeTypeOf('function');
});

it('waits for its present owner, and not for ever', async () => {
  const release = tryLock(file);
  await expect(withLock(file, () => 1, { timeoutMs: 10 })).rejects.toThrow('still held by process');
  const waited = withLock(file, () => 'mine', { onWait: () => release?.() });
  await expect(waited).resolves.toBe('mine');
});
