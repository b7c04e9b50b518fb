import { newId } from '@orrery/runtime';
import { SettableClock, useDatabase } from '@orrery/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';
import type { ClusterSettings } from '../../settings/cluster-settings.js';
import { ParkedOrder } from '../parking/parked-order.js';
import { waitsFor } from '../parking/waits-for.js';
import { SlotQueue } from './slot-queue.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const wants = JSON.stringify([{ group: 'g', slots: 1, waitMs: 0, idleMs: 60_000 }]);
/** In the order in which they were made; those made last have waited longest. */
const ids = Array.from({ length: 1_200 }, newId);

describe.each(['mysql', 'sqlite'] as const)('runs that wait for slots, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const settings = { current: () => 3_600_000 } as unknown as ClusterSettings;
  const order = new ParkedOrder(new ParkedRunStore(), settings, new SettableClock(start));
  const requests = new SlotRequestStore();

  const ask = (runIds: readonly string[], priority = 2) =>
    database.transaction(async (session) => {
      await session.insertMany(
        'slot_request',
        runIds.map((run_id) => ({ run_id, wants, asked_at: start })),
      );
      await session.insertMany(
        'parked_run',
        runIds.map((run_id) => ({
          ...{ run_id, waits_for: waitsFor.reserved(), group_name: '~workflow', priority, slots: 1 },
          ...{ due_at: new Date(start.getTime() - ids.indexOf(run_id) * 1_000), parked_at: start },
        })),
      );
    });
  const look = (queue: SlotQueue) =>
    database.transaction(async (session) => (await queue.lock(session)).map(({ id }) => id));

  afterEach(async () => {
    vi.useRealTimers();
    for (const table of ['slot_request', 'parked_run'])
      await database.run((session) => session.execute(`DELETE FROM ${table}`, []));
  });

  it('are looked at in the order of their classes and of how long they wait, however many there are', async () => {
    await ask(ids.slice(1));
    await ask([ids[0]!], 0);
    const first = await look(new SlotQueue(requests, order));
    expect(first).toHaveLength(1_000);
    expect(first).toEqual([ids[0], ...ids.slice(201).reverse()]);
  });

  it('are passed over for a while where they want more than there is, once not all can be seen at once', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const queue = new SlotQueue(requests, order);
    const oldestFirst = [...ids].reverse();
    await ask(oldestFirst.slice(0, 999));
    queue.passOver(await look(queue));
    expect(await look(queue)).toEqual(oldestFirst.slice(0, 999));
    await ask(oldestFirst.slice(999));
    queue.passOver(await look(queue));
    expect(await look(queue)).toEqual(oldestFirst.slice(1_000));
    vi.advanceTimersByTime(10_001);
    expect(await look(queue)).toEqual(oldestFirst.slice(0, 1_000));
  });
});
