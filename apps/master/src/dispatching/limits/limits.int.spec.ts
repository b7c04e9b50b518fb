import type { DispatchMessage } from '@orrery/contracts';
import { describe, expect, it, vi } from 'vitest';
import type { MasterClient } from '../../testing/master-client.js';
import type { ScriptedWorker } from '../../testing/scripted-worker.js';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();
const waiting = { timeout: 50_000, interval: 20 };
const actor = 'test';

/** Runs what it is sent, and remembers how much of it ran at once. */
class BusyWorker {
  readonly ended = new Set<string>();
  most = 0;
  worker!: ScriptedWorker;
  readonly #running = new Map<string, number>();

  static async of(client: MasterClient, takesMs: number, weight = 1): Promise<BusyWorker> {
    const busy = new BusyWorker();
    busy.worker = await masters.worker(client.group, (message) => void busy.run(message, takesMs, weight));
    busy.worker.slots = 40;
    await busy.worker.up();
    return busy;
  }

  async run(message: DispatchMessage, takesMs: number, weight: number): Promise<void> {
    const granted = await this.worker.claim(message).catch(() => []);
    if (granted.length === 0) return;
    this.#running.set(message.runId, weight);
    this.most = Math.max(
      this.most,
      [...this.#running.values()].reduce((sum, each) => sum + each, 0),
    );
    await new Promise((resolve) => setTimeout(resolve, takesMs));
    this.#running.delete(message.runId);
    this.ended.add(message.runId);
    await this.worker.finish(message);
  }
}

async function trigger(client: MasterClient, taskId: string, count: number, priority?: 'critical' | 'low') {
  const items = Array.from({ length: count }, () => ({ params: {}, ...(priority && { priority }) }));
  return (await client.calls.call('run.triggerBatch', { taskId, items, actor })).items.map((run) => run.id);
}

async function rows<Row>(sql: string): Promise<Row[]> {
  return masters.database.run((session) => session.select<Row>(sql));
}

async function nothingIsLeft(): Promise<void> {
  await vi.waitFor(async () => {
    expect(await rows('SELECT * FROM pool_hold')).toEqual([]);
    expect(await rows('SELECT * FROM parked_run')).toEqual([]);
  }, waiting);
}

describe('limits over two masters', { timeout: 60_000 }, () => {
  it('run no more than three of a task at once, and all in the end', async () => {
    await masters.start();
    await masters.start();
    const client = masters.client();
    const busy = await BusyWorker.of(client, 10);
    const { id: taskId } = await client.task({ maxConcurrent: 3 });
    const halves = await Promise.all([trigger(client, taskId, 100), trigger(client, taskId, 100)]);
    await vi.waitFor(() => expect(busy.ended.size).toBe(200), waiting);
    expect(busy.ended).toEqual(new Set(halves.flat()));
    expect(busy.most).toBe(3);
    await nothingIsLeft();
  });

  it('count the weights of runs of several tasks and groups in one pool, changed while they run', async () => {
    await masters.start();
    await masters.start();
    const [first, second] = [masters.client(), masters.client()];
    const body = { name: first.name(), description: '', scope: 'tag' as const, tag: first.group, slots: 4 };
    const pool = await first.calls.call('pool.create', { body, actor });
    const tags = [first.group];
    const [light, heavy] = [await first.task({ tags }), await second.task({ tags, weight: 2 })];
    const busy = [await BusyWorker.of(first, 10), await BusyWorker.of(second, 10, 2)] as const;
    const seen: number[] = [];
    const look = setInterval(() => {
      first.calls.call('pool.get', { id: pool.id }).then(
        ({ used }) => seen.push(used),
        () => undefined,
      );
    }, 20);
    await Promise.all([trigger(first, light.id, 60), trigger(second, heavy.id, 40)]);
    await vi.waitFor(() => expect(busy[0].ended.size + busy[1].ended.size).toBeGreaterThan(20), waiting);
    expect(Math.max(...seen)).toBe(4);
    const change = { body: { description: '', slots: 7 }, ifVersion: 1, actor };
    expect(await first.calls.call('pool.replace', { id: pool.id, ...change })).toMatchObject({
      slots: 7,
      version: 2,
    });
    await vi.waitFor(() => expect(busy[0].ended.size + busy[1].ended.size).toBe(100), waiting);
    clearInterval(look);
    expect(Math.max(...seen)).toBeGreaterThan(5);
    expect(Math.max(...seen)).toBeLessThanOrEqual(7);
    await nothingIsLeft();
    await expect(first.calls.call('pool.replace', { id: pool.id, ...change })).rejects.toMatchObject({
      code: 'version_mismatch',
    });
    await first.calls.call('pool.delete', { id: pool.id, actor });
  });

  it('count what runs already when a pool is made, and say who has its slots', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await masters.worker(client.group);
    await worker.up();
    const { id: taskId } = await client.task();
    const running = await client.trigger(taskId);
    await worker.claim(await worker.next(1));
    const body = { name: client.name(), description: '', scope: 'task' as const, taskId, slots: 1 };
    const pool = await client.calls.call('pool.create', { body, actor });
    expect(pool).toMatchObject({ used: 1, free: 0, project: 'default' });
    const held = await client.calls.call('pool.holders', { id: pool.id, query: {} });
    expect(held.items).toMatchObject([
      { runId: running.id, slots: 1, state: 'running', workerId: worker.id },
    ]);
    const { id } = await client.trigger(taskId);
    await vi.waitFor(async () => {
      const why = await client.calls.call('run.why', { id });
      expect(why.causes[0]).toMatchObject({
        code: 'pool',
        poolId: pool.id,
        used: 1,
        slots: 1,
        runIds: [running.id],
        runCount: 1,
        ahead: 0,
      });
    }, waiting);
    await worker.finish(await worker.next(1));
    expect(await worker.next(2)).toMatchObject({ runId: id });
    await client.calls.call('pool.delete', { id: pool.id, actor });
  });

  it('give slots back between attempts, and those of runs that are cancelled where they wait', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await masters.worker(client.group);
    await worker.up();
    const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 3_600_000 } };
    const { id: taskId } = await client.task({ maxConcurrent: 1, retry });
    const [first, second, third] = await trigger(client, taskId, 3);
    const one = await worker.next(1);
    expect(one.runId).toBe(first);
    await worker.claim(one);
    await vi.waitFor(async () => expect(await rows('SELECT * FROM parked_run')).toHaveLength(2), waiting);
    expect((await client.cancel(second!)).state).toBe('cancelled');
    expect(await rows('SELECT run_id FROM parked_run')).toEqual([{ run_id: third }]);
    await worker.finish(one, 'failed');
    expect(await worker.next(2)).toMatchObject({ runId: third, attempt: 1 });
    const why = await client.calls.call('run.why', { id: first! });
    expect(why.causes[0]).toMatchObject({ code: 'retry_backoff' });
    await client.cancel(first!);
  });

  it('start no more in a time than the rate says', async () => {
    await masters.start();
    await masters.start();
    const client = masters.client();
    const busy = await BusyWorker.of(client, 1);
    const { id: taskId } = await client.task();
    const rate = { count: 5, perMs: 500 };
    const body = { name: client.name(), description: '', scope: 'task' as const, taskId, slots: 0, rate };
    const pool = await client.calls.call('pool.create', { body, actor });
    const sinceMs = performance.now();
    await trigger(client, taskId, 20);
    await vi.waitFor(() => expect(busy.ended.size).toBe(20), waiting);
    // Five at once, the other fifteen at ten a second.
    expect(performance.now() - sinceMs).toBeGreaterThan(1_400);
    expect(performance.now() - sinceMs).toBeLessThan(6_000);
    await client.calls.call('pool.delete', { id: pool.id, actor });
  });

  it('send the most urgent first, and tell a run that never fits', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await masters.worker(client.group);
    await worker.up();
    const { id: taskId } = await client.task({ maxConcurrent: 1 });
    await trigger(client, taskId, 1);
    const first = await worker.next(1);
    const [low] = await trigger(client, taskId, 1, 'low');
    const [urgent] = await trigger(client, taskId, 1, 'critical');
    await vi.waitFor(async () => expect(await rows('SELECT * FROM parked_run')).toHaveLength(2), waiting);
    await worker.claim(first);
    await worker.finish(first);
    const second = await worker.next(2);
    expect(second.runId).toBe(urgent);
    await worker.claim(second);
    await worker.finish(second);
    expect((await worker.next(3)).runId).toBe(low);

    const heavy = await client.task({ weight: 4 });
    const body = { name: client.name(), description: '', scope: 'task' as const, taskId: heavy.id, slots: 3 };
    const pool = await client.calls.call('pool.create', { body, actor });
    const { id } = await client.trigger(heavy.id);
    await vi.waitFor(async () => expect(await rows('SELECT * FROM parked_run')).toHaveLength(1), waiting);
    const why = await client.calls.call('run.why', { id });
    expect(why.causes[0]).toMatchObject({ code: 'too_heavy', wanted: 4, slots: 3, poolId: pool.id });
    await client.calls.call('pool.replace', { id: pool.id, body: { description: '', slots: 4 }, actor });
    await client.reach(id, 'dispatched');
    await client.calls.call('pool.delete', { id: pool.id, actor });
  });

  it('take slots from whoever has them without going or running', async () => {
    await masters.start();
    const client = masters.client();
    const busy = await BusyWorker.of(client, 1);
    const { id: taskId } = await client.task({ maxConcurrent: 1 });
    await masters.database.run((session) =>
      session.insertMany('pool_hold', [
        { limit_id: taskId, run_id: taskId, slots: 1, since_at: new Date('2026-01-01T00:00:00.000Z') },
      ]),
    );
    await trigger(client, taskId, 2);
    await vi.waitFor(() => expect(busy.ended.size).toBe(2), waiting);
  });
});
