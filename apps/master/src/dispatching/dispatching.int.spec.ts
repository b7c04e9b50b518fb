import { workQueue } from '@orrery/contracts';
import { CuttableProxy } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import type { MasterClient } from '../testing/master-client.js';
import type { ScriptedWorker } from '../testing/scripted-worker.js';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();
const impatient = { ORRERY_ACCEPT_WITHIN_MS: '1000' };
const waiting = { timeout: 20_000, interval: 50 };

async function triggerMany(client: MasterClient, count: number): Promise<string[]> {
  const { id: taskId } = await client.task();
  const items = Array.from({ length: count }, () => ({ params: {} }));
  return (await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' })).items.map(
    (run) => run.id,
  );
}

function attemptsOf(worker: ScriptedWorker): Set<string> {
  return new Set(worker.dispatched.map(({ runId, attempt }) => `${runId}:${attempt}`));
}

describe('dispatching', () => {
  it('loses nothing and makes no second attempt when the broker is cut again and again', async () => {
    const proxy = await CuttableProxy.to(masters.rabbit.url, 5672);
    const broker = await masters.rabbit.open({ url: proxy.url, closeGraceMs: 500 });
    await masters.start({ env: impatient, broker });
    const client = masters.client();
    const claimed = new Set<string>();
    const worker = await masters.worker(client.group, async (message) => {
      const granted = await worker.claim(message).catch(() => []);
      if (granted.length === 0 || claimed.has(message.runId)) return;
      claimed.add(message.runId);
      await worker.finish(message);
      if (claimed.size % 100 === 0) proxy.cut();
    });
    worker.slots = 100;
    await worker.up();
    const ids = await triggerMany(client, 400);
    await vi.waitFor(() => expect(claimed.size).toBe(400), waiting);
    for (const id of ids) expect(await client.reach(id, 'succeeded')).toMatchObject({ attempt: 1 });
    await proxy.close();
  });

  it('sends a run again that no worker accepted, as the same attempt, once its message is gone', async () => {
    await masters.start({ env: impatient });
    const client = masters.client();
    const worker = await masters.worker(client.group);
    await worker.up();
    const [id] = await triggerMany(client, 1);
    const again = await worker.next(2);
    expect(attemptsOf(worker)).toEqual(new Set([`${id}:1`]));
    expect(await worker.claim(again)).toEqual([id]);
  });

  it('leaves messages alone that wait in the queue for busy workers', async () => {
    await masters.start({ env: impatient });
    const client = masters.client();
    const worker = await masters.worker(client.group);
    await worker.up();
    await worker.stopTaking();
    await triggerMany(client, 5);
    const { name } = workQueue(client.group);
    await vi.waitFor(
      async () => expect((await masters.rabbit.broker.depth(name))?.messages).toBe(5),
      waiting,
    );
    const since = Date.now();
    // Longer than two rounds of the rescuer after the time to accept is over.
    await vi.waitFor(() => expect(Date.now() - since).toBeGreaterThan(3_500), waiting);
    expect((await masters.rabbit.broker.depth(name))?.messages).toBe(5);
  });

  it('keeps room for more as fast as runs are claimed', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await masters.worker(client.group, async (message) => {
      await worker.claim(message);
      await worker.finish(message);
    });
    await worker.up();
    await triggerMany(client, 200);
    const startedMs = performance.now();
    await worker.next(200);
    // With 4 slots and a look into the database every 500 ms it would take 12 s.
    expect(performance.now() - startedMs).toBeLessThan(6_000);
  });

  it('brings a failure to the alarm service although the broker was away when it happened', async () => {
    const proxy = await CuttableProxy.to(masters.rabbit.url, 5672);
    const broker = await masters.rabbit.open({ url: proxy.url, closeGraceMs: 500 });
    const heard: string[] = [];
    const consumer = await masters.rabbit.broker.consume(
      'alarm.events',
      { prefetch: 10 },
      async ([delivery]) => {
        heard.push((delivery!.body as { id: string; runId: string }).runId);
        delivery!.ack();
      },
    );
    await masters.start({ broker });
    const client = masters.client();
    const { id: taskId } = await client.task({ queueTimeoutMs: 1_500 });
    const { id } = await client.trigger(taskId);
    proxy.refuse();
    await vi.waitFor(async () => {
      const [row] = await masters.database.run((session) =>
        session.select<{ state: string }>('SELECT state FROM run WHERE id = ?', [id]),
      );
      expect(row?.state).toBe('timed_out');
    }, waiting);
    expect(heard).not.toContain(id);
    proxy.restore();
    await vi.waitFor(() => expect(heard).toContain(id), waiting);
    expect(heard.filter((runId) => runId === id)).toHaveLength(1);
    await consumer.stop();
    await proxy.close();
  });
});
