import { expect, it } from 'vitest';
import type { MasterClient } from './master-client.js';
import type { ScriptedWorker } from './scripted-worker.js';

export interface RoutingWorld {
  readonly client: MasterClient;
  readonly worker: ScriptedWorker;
}

/** Who gets a run. With one worker, as in standalone, every policy chooses that one. */
export function routingCases(given: () => RoutingWorld): void {
  it('pushes to the worker a policy chooses, and records what it makes of the run', async () => {
    const { client, worker } = given();
    await worker.up();
    await worker.isKnown();
    const policies = ['FIRST', 'ROUND_ROBIN', 'LEAST_FREQUENTLY_USED', 'LEAST_LOADED'] as const;
    for (const [n, policy] of policies.entries()) {
      const { id } = await client.trigger((await client.task({ routing: { policy } })).id);
      const message = await worker.next(n + 1);
      expect(worker.pushed.at(-1)).toMatchObject({ v: 1, dispatch: { runId: id } });
      expect(await worker.claim(message)).toEqual([id]);
      await worker.finish(message);
      await client.reach(id, 'succeeded');
    }
  });

  it('divides a run into shards, and ends it with the last of them', async () => {
    const { client, worker } = given();
    await worker.up();
    await worker.isKnown();
    const { id: taskId } = await client.task({ routing: { policy: 'SHARDING', shards: 3 } });
    const { id } = await client.trigger(taskId);
    for (const n of [1, 2, 3]) {
      const message = await worker.next(n);
      expect(message.shard).toMatchObject({ total: 3 });
      await worker.claim(message);
      await client.reach(id, 'running');
      await worker.finish(message);
    }
    expect(await client.reach(id, 'succeeded')).toMatchObject({ progress: 1, shardTotal: 3 });
    const page = await client.calls.call('run.children', { id, query: { limit: 2 } });
    expect(page.items.map(({ shardIndex }) => shardIndex)).toEqual([0, 1]);
    const cursor = page.nextCursor!;
    const rest = await client.calls.call('run.children', { id, query: { limit: 2, cursor } });
    expect(rest).toMatchObject({ items: [{ shardIndex: 2, parentId: id }], nextCursor: null });
  });

  it('tells why a run waits for a worker that fits', async () => {
    const { client, worker } = given();
    await worker.up();
    await worker.isKnown();
    const requires = { labels: { zone: 'moon' }, minFreeCpu: 0, minFreeMemoryBytes: 0, minFreeDiskBytes: 0 };
    const { id } = await client.trigger((await client.task({ requires })).id);
    const why = await client.calls.call('run.why', { id });
    expect(why.causes[0]).toMatchObject({ code: 'no_fitting_worker' });
    expect(why.summary).toContain('zone=moon');
    expect((await client.cancel(id)).state).toBe('cancelled');
  });

  it('refuses routing that contradicts itself, and names the field', async () => {
    const { client } = given();
    const refused = (routing: object) => expect(client.task({ routing })).rejects;
    const pointer = (path: string) => ({ code: 'invalid', errors: [{ pointer: path }] });
    await refused({ policy: 'BROADCAST', shards: 3 }).toMatchObject(pointer('/routing/shards'));
    await refused({ policy: 'RANDOM', hashParam: 'id' }).toMatchObject(pointer('/routing/hashParam'));
    const { id: taskId } = await client.task({ routing: { policy: 'SHARDING' } });
    const reservationId = taskId;
    await expect(client.trigger(taskId, { params: {}, reservationId })).rejects.toMatchObject(
      pointer('/reservationId'),
    );
  });
}
