import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';

/** Leaves its session and process group, notes its id and goes on writing for ever; so does the task itself. */
const tree = (file: string) =>
  `setsid sh -c 'echo $$ > ${file}.pid; while :; do echo beat >> ${file}; sleep 0.05; done' & sleep 600`;

const readText = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** The process ids of a tree that beats by now. */
async function beating(file: string): Promise<number> {
  await until('the heartbeat', () => readText(file).length > 0 && readText(`${file}.pid`).endsWith('\n'));
  return Number(readText(`${file}.pid`));
}

function isAlive(pid: number): boolean {
  const stat = readText(`/proc/${pid}/stat`);
  return stat !== '' && !/^\d+ \(.*\) Z/.test(stat);
}

/** What an operator does to runs. */
export function controlSuite(given: () => Installation): void {
  describe.concurrent('runs', () => {
    it('are cancelled with every process they started', async () => {
      const { api, filesDir } = given();
      const file = join(filesDir, freshName('beat'));
      const { id } = await api.trigger((await api.shell(tree(file))).id);
      const pid = await beating(file);
      expect(isAlive(pid)).toBe(true);
      expect((await api.cancel(id)).status).toBe(202);
      expect(await api.ended(id)).toMatchObject({ state: 'cancelled' });
      expect(isAlive(pid)).toBe(false);
      expect(await api.cancel(id)).toMatchObject({ status: 202, body: { state: 'cancelled' } }); // again: no change
    });

    it('are ended with every process they started when their time is over', async () => {
      const { api, filesDir } = given();
      const file = join(filesDir, freshName('beat'));
      const task = await api.shell(tree(file), { timeoutMs: 1_500 });
      const { id } = await api.trigger(task.id);
      const pid = await beating(file);
      expect(await api.ended(id)).toMatchObject({ state: 'timed_out', error: { kind: 'timeout' } });
      expect(isAlive(pid)).toBe(false);
    });

    it('can be run again', async () => {
      const { api, filesDir } = given();
      const file = join(filesDir, freshName('mended'));
      const task = await api.shell(`test -e ${file} || { touch ${file}; exit 1; }`);
      const failed = await api.ended((await api.trigger(task.id, { order: 7 })).id);
      expect(failed.state).toBe('failed');
      const again = await api.retry(failed.id);
      expect(again).toMatchObject({ retryOf: failed.id, params: { order: 7 } });
      expect(again.id).not.toBe(failed.id);
      expect(await api.ended(again.id)).toMatchObject({ state: 'succeeded' });
    });

    it('are triggered 500 at a time, and all succeed', async () => {
      const { api, workerIds } = given();
      const task = await api.createTask({ kind: 'handler', spec: { handler: 'orrery.noop' } });
      const accepted = await api.triggerBatch(task.id, 500);
      expect(new Set(accepted.map(({ id }) => id)).size).toBe(500);
      const runs = await until('all to end', async () => {
        const all = await api.runs({ taskId: task.id });
        return all.every(({ finishedAt }) => finishedAt !== null) && all;
      });
      expect(runs).toHaveLength(500);
      expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['succeeded']));
      expect(new Set(runs.map(({ params }) => params['n'])).size).toBe(500);
      expect(new Set(runs.map(({ workerId }) => workerId))).toEqual(new Set(workerIds));
    });
  });
}
