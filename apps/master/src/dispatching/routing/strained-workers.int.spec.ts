import { describe, expect, it, vi } from 'vitest';
import type { MasterClient } from '../../testing/master-client.js';
import type { ScriptedWorker } from '../../testing/scripted-worker.js';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();
const waiting = { timeout: 25_000, interval: 50 };
/** Nobody accepts what was pushed: it stays where it is. */
const env = { ORRERY_ACCEPT_WITHIN_MS: '60000' };

/** @param borne slots that its machine bears of its four; absent: all. */
async function workerIn(client: MasterClient, borne?: number): Promise<ScriptedWorker> {
  const worker = await masters.worker(client.group);
  worker.slots = 4;
  if (borne !== undefined)
    worker.resources = { ...worker.resources, strain: { cause: 'memory', slots: borne } };
  await worker.up();
  await worker.isKnown();
  return worker;
}

async function trigger(client: MasterClient, count: number): Promise<void> {
  const { id: taskId } = await client.task({ routing: { policy: 'RANDOM' } });
  const items = Array.from({ length: count }, () => ({ params: {} }));
  await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
}

/** By worker: how many runs were pushed to it, once so many were in all. */
function pushedOnce(total: number, ...workers: readonly ScriptedWorker[]): Promise<number[]> {
  return vi.waitFor(() => {
    const counts = workers.map(({ pushed }) => pushed.length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
    return counts;
  }, waiting);
}

describe('a worker whose machine is too busy', () => {
  it('is pushed nothing while it takes nothing, and is used again when it is well', async () => {
    await masters.start({ env });
    const client = masters.client();
    const busy = await workerIn(client, 0);
    const other = await workerIn(client);
    await trigger(client, 8);
    expect(await pushedOnce(4, busy, other)).toEqual([0, 4]);
    busy.resources = { ...busy.resources, strain: undefined };
    await busy.beat();
    expect(await pushedOnce(8, busy, other)).toEqual([4, 4]);
  }, 90_000);

  it('is pushed no more than it still takes, and the others what they have room for', async () => {
    await masters.start({ env });
    const client = masters.client();
    const busy = await workerIn(client, 2);
    const other = await workerIn(client);
    await trigger(client, 12);
    expect(await pushedOnce(6, busy, other)).toEqual([2, 4]);
    busy.resources = { ...busy.resources, strain: { cause: 'memory', slots: 3 } };
    await busy.beat();
    expect(await pushedOnce(7, busy, other)).toEqual([3, 4]);
  }, 90_000);

  it('is waited for by a run that means it, which why says', async () => {
    await masters.start({ env });
    const client = masters.client();
    const busy = await workerIn(client, 0);
    const { id: taskId } = await client.task({ routing: { policy: 'FIRST' } });
    const run = await client.trigger(taskId);
    await vi.waitFor(async () => {
      const { causes } = await client.calls.call('run.why', { id: run.id });
      expect(causes[0]).toMatchObject({ code: 'no_fitting_worker' });
      expect(causes[0]!.message).toContain(`${busy.id}, which has 0 of 0 slots taken`);
    }, waiting);
    expect(busy.pushed).toEqual([]);
  }, 90_000);
});
