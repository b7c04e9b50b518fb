import { eventFeedQueue, workerQueue, type LeaseMessage, type WorkerEvent } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { newId } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();
const soon = { timeout: 8_000, interval: 20 };

/** A worker that only beats and hears. */
async function beatingWorker(id: string) {
  const broker = await masters.rabbit.open();
  const leases: LeaseMessage[] = [];
  await broker.declare(workerQueue(id));
  await broker.consume(workerQueue(id).name, { prefetch: 10 }, async ([delivery]) => {
    if (delivery!.type === 'worker.lease') leases.push(delivery!.body as LeaseMessage);
    delivery!.ack();
  });
  const sender = new MessageSender(broker);
  const workerEpoch = newId();
  let seq = 0;
  const beat = (leaseStampMs: number, state: 'up' | 'cordoned' | 'drained' = 'up') => {
    const at = new Date().toISOString();
    const resources = {
      ...{ cpu: 0.5, load1: 1, memoryUsedBytes: 1, memoryTotalBytes: 2 },
      ...{ diskFreeBytes: 1, diskTotalBytes: 2, loopLagMs: 0 },
    };
    const life = { v: 1, workerId: id, workerEpoch, seq: (seq += 1), group: id, labels: {} } as const;
    const place = { state, slots: 1, busy: 0, host: 'h', version: '1', startedAt: at, at, resources };
    return sender.send('worker.heartbeat', { ...life, ...place, leaseStampMs });
  };
  return { leases, beat, epoch: workerEpoch };
}

describe('a heartbeat', () => {
  it('that stands in the registry renews the lease of its worker from when it was sent', async () => {
    await masters.start();
    const { calls } = masters.client();
    const worker = await beatingWorker('w-lease');
    await worker.beat(123_456);
    await vi.waitFor(() => expect(worker.leases).toHaveLength(1), soon);
    expect(worker.leases[0]).toMatchObject({ workerEpoch: worker.epoch, stampMs: 123_456, leaseMs: 15_000 });
    const { leaseUntilAt, lastSeenAt } = await calls.call('worker.get', { id: 'w-lease' });
    expect(Date.parse(leaseUntilAt!) - Date.parse(lastSeenAt)).toBe(15_000);
  });

  it('brings back what operators want of the worker, and tells others what became of it', async () => {
    await masters.start();
    const { calls } = masters.client();
    const told: WorkerEvent[] = [];
    await masters.rabbit.broker.declare(eventFeedQueue('workers', ['worker.*']));
    await masters.rabbit.broker.consume('feed.workers', { prefetch: 10 }, async ([delivery]) => {
      told.push(delivery!.body as WorkerEvent);
      delivery!.ack();
    });
    const worker = await beatingWorker('w-duty');
    await worker.beat(1);
    await vi.waitFor(() => expect(worker.leases.at(-1)?.duty).toBe('work'), soon);
    await calls.call('worker.cordon', { id: 'w-duty', actor: 'ada' });
    await worker.beat(2, 'cordoned');
    await vi.waitFor(() => expect(worker.leases.at(-1)?.duty).toBe('cordon'), soon);
    expect(await calls.call('worker.get', { id: 'w-duty' })).toMatchObject({
      state: 'cordoned',
      duty: 'cordon',
    });
    await calls.call('worker.drain', { id: 'w-duty', actor: 'ada' });
    await worker.beat(3, 'drained');
    await vi.waitFor(() => expect(worker.leases.at(-1)?.duty).toBe('drain'), soon);
    const states = () => told.filter(({ workerId }) => workerId === 'w-duty').map(({ state }) => state);
    await vi.waitFor(() => expect(states()).toEqual(['joined', 'cordoned', 'drained']), soon);
    await expect(calls.call('worker.drain', { id: 'w-none', actor: 'ada' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
