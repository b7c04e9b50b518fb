import type { RoutingPolicy } from '@orrery/domain';
import { describe, expect, it, vi } from 'vitest';
import type { MasterClient } from '../../testing/master-client.js';
import type { ScriptedWorker } from '../../testing/scripted-worker.js';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();
const waiting = { timeout: 15_000, interval: 30 };

/** Workers of one group, in the order of their ids; all masters count on them. */
async function workersOf(
  client: MasterClient,
  count: number,
  prepare: (worker: ScriptedWorker) => void = () => undefined,
  masterCount = 1,
) {
  const workers: ScriptedWorker[] = [];
  for (let n = 0; n < count; n += 1) {
    const worker = await masters.worker(client.group);
    prepare(worker);
    await worker.up();
    await worker.isKnown(masterCount);
    workers.push(worker);
  }
  return workers.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function task(client: MasterClient, policy: RoutingPolicy, over: object = {}) {
  return client.task({ routing: { policy }, ...over });
}

async function triggerMany(client: MasterClient, taskId: string, count: number): Promise<string[]> {
  const items = Array.from({ length: count }, () => ({ params: {} }));
  const { items: runs } = await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
  return runs.map(({ id }) => id);
}

describe('push', () => {
  it('sends a run to the chosen worker alone, and lets only that one have it', async () => {
    await masters.start();
    const client = masters.client();
    const [first, second] = await workersOf(client, 2);
    const { id } = await client.trigger((await task(client, 'LAST')).id);
    const message = await second!.next(1);
    expect(second!.pushed).toHaveLength(1);
    expect(await client.run(id)).toMatchObject({ state: 'dispatched', workerId: second!.id });
    expect(await first!.claim(message)).toEqual([]);
    await first!.isConfirmed(await first!.finish(message));
    expect((await client.run(id)).state).toBe('dispatched');
    expect(await second!.claim(message)).toEqual([id]);
    await second!.finish(message);
    expect(await client.reach(id, 'succeeded')).toMatchObject({ workerId: second!.id });
    expect(first!.dispatched).toEqual([]);
  });

  it('takes turns evenly over two masters', async () => {
    await Promise.all([masters.start(), masters.start()]);
    const client = masters.client();
    const workers = await workersOf(client, 3, (worker) => (worker.slots = 100), 2);
    const { id: taskId } = await task(client, 'ROUND_ROBIN');
    await Promise.all(Array.from({ length: 30 }, () => triggerMany(client, taskId, 2)));
    await vi.waitFor(() => {
      expect(workers.map(({ pushed }) => pushed.length)).toEqual([20, 20, 20]);
    }, waiting);
  });

  it('sends runs with the same key to the same worker', async () => {
    await masters.start();
    const client = masters.client();
    const workers = await workersOf(client, 3, (worker) => (worker.slots = 100));
    const routing = { policy: 'CONSISTENT_HASH', hashParam: 'customer' };
    const { id: taskId } = await client.task({ routing });
    const items = Array.from({ length: 60 }, (_, n) => ({ params: { customer: n % 20 } }));
    await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
    await vi.waitFor(() => expect(workers.flatMap(({ pushed }) => pushed)).toHaveLength(60), waiting);
    const places = new Map<unknown, Set<string>>();
    for (const worker of workers) {
      for (const { dispatch } of worker.pushed) {
        const { customer } = dispatch.params;
        places.set(customer, (places.get(customer) ?? new Set()).add(worker.id));
      }
    }
    expect([...places.values()].every((set) => set.size === 1)).toBe(true);
    expect(workers.filter(({ pushed }) => pushed.length > 0).length).toBeGreaterThan(1);
  });

  it('routes a run anew that its worker did not accept in time, and refuses that one afterwards', async () => {
    await masters.start({ env: { ORRERY_ACCEPT_WITHIN_MS: '1000' } });
    const client = masters.client();
    const workers = await workersOf(client, 2);
    const { id } = await client.trigger((await task(client, 'ROUND_ROBIN')).id);
    const [deaf, other] = workers as [ScriptedWorker, ScriptedWorker];
    const message = await deaf.next(1);
    const again = await other.next(1);
    expect(again).toMatchObject({ runId: id, attempt: message.attempt });
    expect(await deaf.claim(message)).toEqual([]);
    expect(await other.claim(again)).toEqual([id]);
  });

  it('holds back what finds no slot, and sends it when one gets free', async () => {
    await masters.start();
    const client = masters.client();
    const [worker] = await workersOf(client, 1, (each) => (each.slots = 2));
    const { id: taskId } = await task(client, 'LEAST_LOADED');
    const ids = await triggerMany(client, taskId, 6);
    await worker!.next(2);
    const served = new Set<string>();
    for (let n = 1; n <= 6; n += 1) {
      const message = await worker!.next(n);
      await worker!.claim(message);
      const open = worker!.dispatched.length - served.size;
      expect(open).toBeLessThanOrEqual(3);
      await worker!.finish(message);
      served.add(message.runId);
    }
    for (const id of ids) await client.reach(id, 'succeeded');
  });
});

describe('requirements', () => {
  it('push a run to a worker that fits, and say in the list of what it waits for when none does', async () => {
    await masters.start();
    const client = masters.client();
    const [plain] = await workersOf(client, 1);
    const requires = { labels: { zone: 'a' }, minFreeCpu: 0.5, minFreeMemoryBytes: 500, minFreeDiskBytes: 0 };
    const { id: taskId } = await client.task({ requires });
    const { id } = await client.trigger(taskId);
    const parkedFor = async () =>
      masters.database.run((session) =>
        session.select('SELECT waits_for FROM parked_run WHERE run_id = ?', [id]),
      );
    await vi.waitFor(
      async () => expect(await parkedFor()).toEqual([{ waits_for: `workers:${client.group}:${taskId}` }]),
      waiting,
    );
    const [fitting] = await workersOf(client, 1, (worker) => {
      worker.labels = { zone: 'a', gpu: 'yes' };
      worker.resources = { ...worker.resources, memoryTotalBytes: 1_000 };
    });
    expect(await fitting!.next(1)).toMatchObject({ runId: id });
    expect(plain!.dispatched).toEqual([]);
  });

  it('keep a heavy run for a worker with so many slots', async () => {
    await masters.start();
    const client = masters.client();
    const [small] = await workersOf(client, 1, (worker) => (worker.slots = 2));
    const [large] = await workersOf(client, 1, (worker) => (worker.slots = 4));
    const { id: taskId } = await client.task({ weight: 3 });
    await triggerMany(client, taskId, 2);
    const message = await large!.next(1);
    expect(message).toMatchObject({ weight: 3 });
    await large!.claim(message);
    await large!.finish(message);
    await large!.next(2);
    expect(small!.dispatched).toEqual([]);
  });
});
