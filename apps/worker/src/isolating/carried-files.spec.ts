import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { carriedFile, removeCarried } from './carried-files.js';

const directory = mkdtempSync(join(tmpdir(), 'orrery-carried-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('are removed when a worker was killed meanwhile, and nothing else', () => {
  for (const path of [carriedFile(directory), carriedFile(directory), join(directory, 'seccomp')])
    writeFileSync(path, '');
  expect(readdirSync(directory)).toHaveLength(3);
  removeCarried(directory);
  expect(readdirSync(directory)).toEqual(['seccomp']);
});
