import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@orrery/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WorkingDirectories } from './working-directories.js';

const attempt = { runId: 'run-1', attempt: 1 };
let root: string;
let directories: WorkingDirectories;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'orrery-work-'));
  directories = new WorkingDirectories(root, createLogger('test', 'silent'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('are removed when their attempts are over', async () => {
  const used = await directories.use(attempt, async (directory) => {
    expect(existsSync(directory)).toBe(true);
    return directory;
  });
  await directories.settled();
  expect(existsSync(used)).toBe(false);
});

it('keep no result waiting, and do not pile up', async () => {
  let most = 0;
  for (let each = 0; each < 200; each += 1) {
    await directories.use(attempt, async (directory) => {
      writeFileSync(join(directory, 'made'), '');
      most = Math.max(most, readdirSync(root).length);
    });
  }
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(66);
  await directories.settled();
  expect(readdirSync(root)).toEqual([]);
});

it('stay while something that outlives the attempt may use them', async () => {
  let leave = () => undefined as void;
  const free = new Promise<void>((resolve) => (leave = resolve));
  const used = await directories.use(attempt, async (directory) => {
    directories.keepUntil(free, directory);
    return directory;
  });
  expect(existsSync(used)).toBe(true);
  leave();
  await vi.waitUntil(() => !existsSync(used), { timeout: 5_000 });
});
