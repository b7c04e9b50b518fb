import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readWorkerConfig } from '../config.js';
import { workerHome } from '../identity/worker-files.js';
import { silent } from '../testing/use-workers.js';
import { thisWorkersIsolation } from './this-workers-isolation.js';

const dataDir = mkdtempSync(join(tmpdir(), 'orrery-isolation-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

it('takes a directory of working directories from where the worker stands', async () => {
  const config = { ...readWorkerConfig({ ORRERY_WORK_DIR: 'of-tasks' }), dataDir };
  const { workDirectory } = await thisWorkersIsolation(config, silent, false);
  expect(workDirectory).toMatch(new RegExp(`^${resolve('of-tasks')}/orrery-`));
});

it('touches none of the files that attempts use before it is told to', async () => {
  const config = { ...readWorkerConfig({}), dataDir };
  const { remains } = await thisWorkersIsolation(config, silent);
  expect(readdirSync(workerHome(dataDir, config.nodeId))).toEqual([]);
  remains.leave();
});

it('takes away what a worker left that was killed while it tried its machine', async () => {
  const config = { ...readWorkerConfig({}), dataDir };
  const home = workerHome(dataDir, config.nodeId);
  mkdirSync(join(home, '.probe-1', 'etc'), { recursive: true });
  const { prepare, remains } = await thisWorkersIsolation(config, silent);
  expect(readdirSync(home)).toEqual(['.probe-1']);
  prepare();
  expect(readdirSync(home)).not.toContain('.probe-1');
  remains.leave();
});
