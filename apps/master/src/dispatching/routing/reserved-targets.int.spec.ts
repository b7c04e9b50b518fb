import { describe, expect, it, vi } from 'vitest';
import type { MasterClient } from '../../testing/master-client.js';
import type { ScriptedWorker } from '../../testing/scripted-worker.js';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();
const waiting = { timeout: 15_000, interval: 30 };
const actor = 'test';

/** A worker that was drained after slots were reserved on it, each for a run of its own, and another one of the group that works. */
async function drained(reservations: number) {
  const first = await masters.start();
  const client = masters.client();
  const worker = await masters.worker(client.group);
  const other = await masters.worker(client.group);
  for (const each of [worker, other]) await each.up();
  const reservationIds: string[] = [];
  for (let n = 0; n < reservations; n += 1) {
    const body = { slots: 1, forMs: 60_000, purpose: 'close' };
    const { id } = await client.calls.call('worker.reserve', { id: worker.id, body, actor });
    reservationIds.push(id);
  }
  await client.calls.call('worker.drain', { id: worker.id, actor });
  // Another master has never seen it work.
  await first.stop();
  other.intake.length = 0;
  await masters.start();
  await other.isKnown();
  return { client, worker, other, reservationIds };
}

/** Runs with slots reserved on the worker, which wait for it when this resolves. */
async function runsFor(client: MasterClient, worker: ScriptedWorker, reservationIds: readonly string[]) {
  const { id: taskId } = await client.task();
  const ids: string[] = [];
  for (const reservationId of reservationIds) {
    ids.push((await client.trigger(taskId, { params: {}, reservationId })).id);
  }
  for (const id of ids) {
    await vi.waitFor(async () => {
      const { causes } = await client.calls.call('run.why', { id });
      expect(JSON.stringify(causes)).toContain(`It is for worker ${worker.id}`);
    }, waiting);
  }
  return ids;
}

describe('a run with slots reserved on a worker that is out of service', () => {
  it('waits for that worker, but no longer than the reservation holds', async () => {
    const { client, worker, other, reservationIds } = await drained(2);
    const [kept, released] = await runsFor(client, worker, reservationIds);
    const reservationId = reservationIds[1]!;
    await client.calls.call('worker.release', { id: worker.id, reservationId, actor });
    expect(await other.next(1)).toMatchObject({ runId: released });
    await client.calls.call('worker.resume', { id: worker.id, actor });
    await vi.waitFor(
      () => expect(worker.pushed).toMatchObject([{ usesReserved: true, dispatch: { runId: kept } }]),
      waiting,
    );
    expect(other.dispatched).toHaveLength(1);
  });

  it('goes where its task says once that worker has stopped', async () => {
    const { client, worker, other, reservationIds } = await drained(1);
    const [id] = await runsFor(client, worker, reservationIds);
    worker.silence();
    await worker.beat('stopped');
    expect(await other.next(1)).toMatchObject({ runId: id });
  });
});
