import { eventFeedQueue, type BreakerEvent, type PushMessage, type ReportMessage } from '@orrery/contracts';
import type { FailureKind } from '@orrery/domain';
import { describe, expect, it, vi } from 'vitest';
import { ScriptedWorker } from '../../testing/scripted-worker.js';
import { useMasters } from '../../testing/use-masters.js';
import type { MasterClient } from '../../testing/master-client.js';

const masters = useMasters();
const waiting = { timeout: 15_000, interval: 30 };

function breakerOf(client: MasterClient, id: string) {
  return client.calls.call('worker.get', { id }).then(({ breaker }) => breaker);
}

async function workerIn(client: MasterClient, slots = 4): Promise<ScriptedWorker> {
  const worker = await masters.worker(client.group);
  worker.slots = slots;
  await worker.up();
  await worker.isKnown();
  return worker;
}

/** What the world hears of breakers from now on. */
async function breakerEvents(name: string): Promise<BreakerEvent[]> {
  const events: BreakerEvent[] = [];
  const { broker } = masters.rabbit;
  const feed = eventFeedQueue(name, ['worker.breaker_open', 'worker.breaker_closed']);
  await broker.declare(feed);
  await broker.consume(feed.name, { prefetch: 10 }, async ([delivery]) => {
    events.push(delivery!.body as BreakerEvent);
    delivery!.ack();
  });
  return events;
}

function notStarted(
  worker: ScriptedWorker,
  report: ReportMessage,
  kind: FailureKind = 'spawn',
): Promise<ReportMessage> {
  const failure = { kind, message: 'no such program' };
  return worker.report({ ...report, failure } as ReportMessage);
}

describe('a worker that fails', () => {
  it('is not pushed to again and again when its connection is gone, and its run goes elsewhere', async () => {
    await masters.start();
    const client = masters.client();
    // Its heartbeats come, but it has no queue.
    const ghost = new ScriptedWorker(masters.rabbit.broker, `w-0-${client.group}`, client.group);
    await ghost.up();
    const { id } = await client.trigger((await client.task({ routing: { policy: 'FIRST' } })).id);
    await vi.waitFor(
      async () => expect((await breakerOf(client, ghost.id)).failures).toBeGreaterThan(0),
      waiting,
    );
    const worker = await workerIn(client);
    const message = await worker.next(1);
    expect(message).toMatchObject({ runId: id, attempt: 1 });
    expect((await breakerOf(client, ghost.id)).failures).toBeLessThanOrEqual(4);
    ghost.silence();
  });

  it('is given a rest, told so, tried with one attempt, and used again when that gets through', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await workerIn(client);
    const events = await breakerEvents(client.group);
    const kinds: FailureKind[] = ['spawn', 'isolation_unavailable', 'refused'];
    for (let n = 1; n <= 3; n += 1) {
      await client.trigger((await client.task()).id);
      const message = await worker.next(n);
      await worker.claim(message);
      await notStarted(worker, worker.ending(message, 'failed'), kinds[n - 1]);
    }
    await vi.waitFor(async () => expect((await breakerOf(client, worker.id)).state).toBe('open'), waiting);
    await vi.waitFor(() => expect(worker.intake.at(-1)!.restForMs).toBeGreaterThan(0), waiting);
    const { id: taskId } = await client.task({ routing: { policy: 'LEAST_LOADED' } });
    const items = [{ params: {} }, { params: {} }];
    await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
    const { untilAt } = await breakerOf(client, worker.id);
    const tried = await worker.next(4);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(untilAt!));
    await vi.waitFor(
      async () => expect((await breakerOf(client, worker.id)).state).toBe('half_open'),
      waiting,
    );
    expect(worker.dispatched).toHaveLength(4);
    await worker.claim(tried);
    await worker.finish(tried);
    await worker.next(5);
    expect((await breakerOf(client, worker.id)).state).toBe('closed');
    await vi.waitFor(() => expect(worker.intake.at(-1)!.restForMs).toBe(0), waiting);
    await vi.waitFor(() => expect(events.map(({ state }) => state)).toEqual(['open', 'closed']), waiting);
    expect(events[0]).toMatchObject({ workerId: worker.id, failures: 3, untilAt });
  });

  it('is not taken out by one task that cannot be started anywhere', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await workerIn(client);
    const { id: taskId } = await client.task();
    for (let n = 1; n <= 6; n += 1) {
      await client.trigger(taskId);
      const message = await worker.next(n);
      await worker.claim(message);
      await worker.isConfirmed(await notStarted(worker, worker.ending(message, 'failed')));
    }
    expect(await breakerOf(client, worker.id)).toMatchObject({ state: 'closed', failures: 1 });
  });
});

describe('a worker that joins', () => {
  it('starts slowly in a group at work, and at once in a new one', async () => {
    await masters.start({ env: { ORRERY_SLOW_START_MS: '2000' } });
    const client = masters.client();
    const old = await workerIn(client, 4);
    await vi.waitFor(() => expect(old.intake.at(-1)).toMatchObject({ rampMs: 0 }), waiting);
    // It counts as at work when it was there for longer than a slow start takes.
    const since = Date.now();
    await vi.waitFor(() => expect(Date.now() - since).toBeGreaterThan(2_500), waiting);
    const young = await workerIn(client, 10);
    await vi.waitFor(() => expect(young.intake.at(-1)).toMatchObject({ rampMs: 2_000 }), waiting);
    const { id: taskId } = await client.task({ routing: { policy: 'LEAST_LOADED' } });
    const items = Array.from({ length: 14 }, () => ({ params: {} }));
    await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
    await vi.waitFor(() => expect(old.pushed.length).toBeGreaterThan(2), waiting);
    expect(young.pushed.length).toBeLessThan(8);
    await vi.waitFor(() => expect(young.pushed.length).toBeGreaterThanOrEqual(10), waiting);
    await vi.waitFor(() => expect(young.intake.at(-1)).toMatchObject({ rampMs: 0 }), waiting);
  });
});

describe('a reservation', () => {
  const reserve = (client: MasterClient, id: string, slots: number, forMs = 60_000) =>
    client.calls.call('worker.reserve', { id, body: { slots, forMs, purpose: 'close' }, actor: 'test' });

  it('keeps slots free of other runs, is told to the worker, and is taken by the run that names it', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await workerIn(client, 3);
    const { id: reservationId } = await reserve(client, worker.id, 2);
    await vi.waitFor(
      () =>
        expect(worker.intake.at(-1)!.reserved).toEqual([{ slots: 2, forMs: expect.any(Number) as number }]),
      waiting,
    );
    await expect(reserve(client, worker.id, 2)).rejects.toMatchObject({ code: 'conflict' });
    const { id: pushed } = await client.task({ routing: { policy: 'FIRST' } });
    const items = Array.from({ length: 4 }, () => ({ params: {} }));
    await client.calls.call('run.triggerBatch', { taskId: pushed, items, actor: 'test' });
    await worker.claim(await worker.next(1));
    const { id: taskId } = await client.task({ weight: 2 });
    const run = await client.trigger(taskId, { params: {}, reservationId });
    const isIts = ({ dispatch }: PushMessage) => dispatch.runId === run.id;
    await vi.waitFor(() => expect(worker.pushed.find(isIts)).toMatchObject({ usesReserved: true }), waiting);
    expect(await worker.claim(worker.pushed.find(isIts)!.dispatch)).toEqual([run.id]);
    // Of the others one runs, and one waits at the worker for the slot that is not reserved.
    const others = worker.pushed.filter((message) => !isIts(message));
    expect(others.length).toBeLessThanOrEqual(2);
    expect(others.every(({ usesReserved }) => usesReserved === undefined)).toBe(true);
    const { items: kept } = await client.calls.call('worker.reservations', { id: worker.id });
    expect(kept).toMatchObject([{ id: reservationId, runId: run.id, slots: 2 }]);
    await vi.waitFor(() => expect(worker.intake.at(-1)!.reserved).toEqual([]), waiting);
    await expect(client.trigger(taskId, { params: {}, reservationId })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/reservationId' }],
    });
  });

  it('ends by itself when it was not used, and by a word', async () => {
    await masters.start();
    const client = masters.client();
    const worker = await workerIn(client, 1);
    const { untilAt } = await reserve(client, worker.id, 1, 1_000);
    const { id: taskId } = await client.task({ routing: { policy: 'RANDOM' } });
    await client.trigger(taskId);
    await worker.next(1);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(untilAt));
    const again = await reserve(client, worker.id, 1);
    const released = { id: worker.id, reservationId: again.id, actor: 'test' };
    expect(await client.calls.call('worker.release', released)).toEqual({ deleted: true });
    expect((await client.calls.call('worker.reservations', { id: worker.id })).items).toEqual([]);
  });
});
