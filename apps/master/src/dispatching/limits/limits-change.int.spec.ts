import { expect, describe, it, vi } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();
const waiting = { timeout: 20_000, interval: 20 };
const actor = 'test';

describe('limits and those who wait for them', { timeout: 60_000 }, () => {
  it('are not blocked by a run that became too heavy when its pool was narrowed', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await masters.worker(client.group);
    worker.slots = 10;
    await worker.up();
    const body = { name: client.name(), description: '', scope: 'tag' as const, tag: client.group, slots: 5 };
    const pool = await client.calls.call('pool.create', { body, actor });
    const tags = [client.group];
    const [light, heavy] = [await client.task({ tags }), await client.task({ tags, weight: 5 })];
    const causeOf = async (id: string) => (await client.calls.call('run.why', { id })).causes[0];
    await client.trigger(light.id);
    const first = await worker.next(1);
    const big = await client.trigger(heavy.id);
    await vi.waitFor(
      async () => expect(await causeOf(big.id)).toMatchObject({ code: 'pool', ahead: 0 }),
      waiting,
    );
    const small = await client.trigger(light.id);
    await vi.waitFor(
      async () => expect(await causeOf(small.id)).toMatchObject({ code: 'pool', ahead: 1 }),
      waiting,
    );
    await client.calls.call('pool.replace', { id: pool.id, body: { description: '', slots: 3 }, actor });
    expect((await worker.next(2)).runId).toBe(small.id);
    await vi.waitFor(async () => expect(await causeOf(big.id)).toMatchObject({ code: 'too_heavy' }), waiting);
    expect(await client.calls.call('pool.get', { id: pool.id })).toMatchObject({ used: 2, waiting: 1 });
    await worker.claim(first);
    await client.calls.call('pool.replace', { id: pool.id, body: { description: '', slots: 9 }, actor });
    expect((await worker.next(3)).runId).toBe(big.id);
    await client.calls.call('pool.delete', { id: pool.id, actor });
  });

  it('let runs start as often as a rate says that holds one start at a time', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await masters.worker(client.group);
    worker.slots = 40;
    await worker.up();
    const { id: taskId } = await client.task();
    const rate = { count: 1, perMs: 50 };
    const body = { name: client.name(), description: '', scope: 'task' as const, taskId, slots: 0, rate };
    const pool = await client.calls.call('pool.create', { body, actor });
    const items = Array.from({ length: 30 }, () => ({ params: {} }));
    await client.calls.call('run.triggerBatch', { taskId, items, actor });
    await worker.next(1);
    const sinceMs = performance.now();
    await vi.waitFor(() => expect(worker.dispatched).toHaveLength(30), waiting);
    // By the rounds of the waker alone, four a second, it would take more than seven seconds.
    expect(performance.now() - sinceMs).toBeGreaterThan(1_350);
    expect(performance.now() - sinceMs).toBeLessThan(5_500);
    await client.calls.call('pool.delete', { id: pool.id, actor });
  });
});
