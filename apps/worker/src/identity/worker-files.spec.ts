import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeTree } from '../isolating/remove-tree.js';
import { WorkerFiles } from './worker-files.js';

vi.mock('../isolating/remove-tree.js', { spy: true });
let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'orrery-files-'))));
afterEach(async () => {
  await removeTree(root);
});

/** Directories that may not be written to, deeper than the system takes paths. */
async function given() {
  const files = new WorkerFiles(root);
  await files.prepare();
  const name = 'd'.repeat(200);
  const deep = `i=0; while [ $i -lt 25 ]; do mkdir ${name} && cd ${name}; i=$((i+1)); done; chmod 500 .`;
  execFileSync('/bin/sh', ['-c', deep], { cwd: files.work, stdio: 'ignore' });
  return { files, logger: { warn: vi.fn() } };
}

it('removes what attempts left, however deep it is', async () => {
  const { files, logger } = await given();
  await files.clearWork(logger);
  expect(readdirSync(files.work)).toEqual([]);
  expect(logger.warn).not.toHaveBeenCalled();
});

it('puts aside what cannot be removed, so that the worker starts', async () => {
  const { files, logger } = await given();
  vi.mocked(removeTree).mockRejectedValueOnce(new Error('it is busy'));
  await files.clearWork(logger);
  expect(readdirSync(files.work)).toEqual([]);
  expect(readdirSync(root)).toContainEqual(expect.stringMatching(/^work-left-/));
  expect(logger.warn).toHaveBeenCalledOnce();
});
