import type { DispatchMessage } from '@orrery/contracts';
import { describe, expect, it, vi } from 'vitest';
import type { MasterClient } from '../../testing/master-client.js';
import type { ScriptedWorker } from '../../testing/scripted-worker.js';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();
const waiting = { timeout: 20_000, interval: 30 };

async function workersIn(client: MasterClient, count: number, slots = 4): Promise<ScriptedWorker[]> {
  const workers: ScriptedWorker[] = [];
  for (let n = 0; n < count; n += 1) {
    const worker = await masters.worker(client.group);
    worker.slots = slots;
    await worker.up();
    await worker.isKnown();
    workers.push(worker);
  }
  return workers;
}

async function childrenOf(client: MasterClient, id: string) {
  return (await client.calls.call('run.children', { id, query: { limit: 1_000 } })).items;
}

describe('a broadcast', () => {
  it('goes to every worker that fits, each its own part, and ends with the last of them', async () => {
    await masters.start();
    const client = masters.client();
    const workers = await workersIn(client, 3);
    const { id: taskId } = await client.task({ routing: { policy: 'BROADCAST' } });
    const { id } = await client.trigger(taskId, { params: { what: 'cache' } });
    const parts: DispatchMessage[] = [];
    for (const worker of workers) parts.push(await worker.next(1));
    expect(parts.map(({ shard }) => shard).sort((a, b) => a!.index - b!.index)).toEqual(
      [0, 1, 2].map((index) => ({ index, total: 3 })),
    );
    expect(parts.every(({ params }) => params['what'] === 'cache')).toBe(true);
    expect(await client.run(id)).toMatchObject({ state: 'dispatched', shardTotal: 3, parentId: null });
    await workers[0]!.claim(parts[0]!);
    await client.reach(id, 'running');
    await workers[0]!.finish(parts[0]!);
    await vi.waitFor(async () => expect((await client.run(id)).progress).toBeCloseTo(1 / 3), waiting);
    for (const n of [1, 2]) {
      await workers[n]!.claim(parts[n]!);
      await workers[n]!.finish(parts[n]!);
    }
    expect(await client.reach(id, 'succeeded')).toMatchObject({
      result: { shards: 3, succeeded: 3, failed: 0 },
    });
    const children = await childrenOf(client, id);
    expect(children.map(({ parentId, shardIndex, state }) => [parentId, shardIndex, state])).toEqual(
      [0, 1, 2].map((index) => [id, index, 'succeeded']),
    );
    expect(new Set(children.map(({ workerId }) => workerId)).size).toBe(3);
  });

  it('waits while there is no worker, and is retried as a whole only', async () => {
    await masters.start();
    const client = masters.client();
    const { id: taskId } = await client.task({ routing: { policy: 'BROADCAST' } });
    const { id } = await client.trigger(taskId);
    expect((await client.run(id)).state).toBe('pending');
    const [worker] = await workersIn(client, 1);
    const message = await worker!.next(1);
    await worker!.claim(message);
    await worker!.finish(message);
    await client.reach(id, 'succeeded');
    const retry = (runId: string) => client.calls.call('run.retry', { id: runId, actor: 'test' });
    await expect(retry(message.runId)).rejects.toMatchObject({ code: 'conflict' });
    expect(await retry(id)).toMatchObject({ retryOf: id, shardTotal: null });
    expect((await worker!.next(2)).runId).not.toBe(message.runId);
  });

  it('ends without the part of a worker that left before it began', async () => {
    await masters.start({ env: { ORRERY_WORKER_SILENT_MS: '1500', ORRERY_ACCEPT_WITHIN_MS: '1000' } });
    const client = masters.client();
    const [stays, leaves] = await workersIn(client, 2);
    const { id } = await client.trigger((await client.task({ routing: { policy: 'BROADCAST' } })).id);
    const message = await stays!.next(1);
    await leaves!.next(1);
    leaves!.silence();
    await leaves!.beat('stopped');
    await stays!.claim(message);
    await stays!.finish(message);
    expect(await client.reach(id, 'failed')).toMatchObject({
      result: { shards: 2, succeeded: 1, failed: 1 },
    });
  });
});

describe('a sharded run', () => {
  it('fails when a shard does, after the others have ended and that one was tried again', async () => {
    await masters.start();
    const client = masters.client();
    const [worker] = await workersIn(client, 1, 10);
    const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 10 } };
    const { id: taskId } = await client.task({ routing: { policy: 'SHARDING', shards: 3 }, retry });
    const { id } = await client.trigger(taskId);
    await worker!.next(3);
    for (const message of [...worker!.dispatched]) {
      await worker!.claim(message);
      await worker!.finish(message, message.shard!.index === 1 ? 'failed' : 'succeeded');
    }
    const again = await worker!.next(4);
    expect(again).toMatchObject({ attempt: 2, shard: { index: 1, total: 3 } });
    await client.reach(id, 'running');
    await worker!.claim(again);
    await worker!.finish(again, 'failed');
    expect(await client.reach(id, 'failed')).toMatchObject({
      attempt: 1,
      error: { kind: 'shard', message: '1 of 3 shards did not succeed' },
    });
  });

  it('makes one shard for each worker when the number is not given, and spreads them', async () => {
    await masters.start();
    const client = masters.client();
    const workers = await workersIn(client, 3);
    const { id } = await client.trigger((await client.task({ routing: { policy: 'SHARDING' } })).id);
    for (const worker of workers) await worker.next(1);
    expect(workers.map(({ pushed }) => pushed.length)).toEqual([1, 1, 1]);
    expect((await childrenOf(client, id)).map(({ shardTotal }) => shardTotal)).toEqual([3, 3, 3]);
  });

  it('is cancelled with its shards: those that wait at once, those that run through their worker', async () => {
    await masters.start();
    const client = masters.client();
    const [worker] = await workersIn(client, 1, 2);
    const { id } = await client.trigger(
      (await client.task({ routing: { policy: 'SHARDING', shards: 6 } })).id,
    );
    const message = await worker!.next(1);
    await worker!.claim(message);
    await client.reach(id, 'running');
    expect((await client.cancel(id)).cancelRequestedAt).not.toBeNull();
    await worker!.isTold((told) => told.kind === 'cancel' && told.runId === message.runId);
    const states = async () => (await childrenOf(client, id)).map(({ state }) => state).sort();
    await vi.waitFor(
      async () => expect(await states()).toEqual([...Array<string>(5).fill('cancelled'), 'running']),
      waiting,
    );
    await worker!.finish(message, 'cancelled');
    expect((await client.reach(id, 'cancelled')).attempt).toBe(1);
  });

  it('runs its shards as far as the limit of its task allows, and takes no slot of it itself', async () => {
    await masters.start();
    const client = masters.client();
    const [worker] = await workersIn(client, 1, 10);
    const { id: taskId } = await client.task({
      routing: { policy: 'SHARDING', shards: 3 },
      maxConcurrent: 1,
    });
    const { id } = await client.trigger(taskId);
    const first = await worker!.next(1);
    await worker!.claim(first);
    // Longer than a round of the reconciler that gives active runs the slots they should have.
    const since = Date.now();
    await vi.waitFor(() => expect(Date.now() - since).toBeGreaterThan(3_000), waiting);
    expect(worker!.dispatched).toHaveLength(1);
    await worker!.finish(first);
    for (const n of [2, 3]) {
      const message = await worker!.next(n);
      await worker!.claim(message);
      await worker!.finish(message);
    }
    await client.reach(id, 'succeeded');
  });

  it('ends exactly once when two masters record the ends of its shards at the same time', async () => {
    await Promise.all([masters.start(), masters.start()]);
    const client = masters.client();
    const [worker] = await workersIn(client, 1, 100);
    const { id: taskId } = await client.task({
      routing: { policy: 'SHARDING', shards: 20 },
      idempotent: true,
    });
    const items = Array.from({ length: 5 }, () => ({ params: {} }));
    const { items: parents } = await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
    await worker!.next(100);
    await Promise.all([...worker!.dispatched].map((message) => worker!.finish(message)));
    for (const { id } of parents) {
      expect(await client.reach(id, 'succeeded')).toMatchObject({
        progress: expect.any(Number) as number,
        result: { shards: 20, succeeded: 20, failed: 0 },
      });
    }
    const left = await masters.database.run((session) =>
      session.select('SELECT * FROM sharded_run WHERE run_id IN (?)', [parents.map(({ id }) => id)]),
    );
    expect(left).toEqual([]);
  });

  it('is found by the sweep when its shards ended without being counted', async () => {
    await masters.start();
    const client = masters.client();
    const [worker] = await workersIn(client, 1);
    const { id } = await client.trigger(
      (await client.task({ routing: { policy: 'SHARDING', shards: 2 } })).id,
    );
    await worker!.next(2);
    await masters.database.run((session) =>
      session.execute("UPDATE run SET state = 'succeeded' WHERE parent_id = ?", [id]),
    );
    expect(await client.reach(id, 'succeeded')).toMatchObject({ result: { succeeded: 2 } });
  });
});
