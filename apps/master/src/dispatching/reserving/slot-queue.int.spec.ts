import type { ReserveVerdict } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { SettableClock, useDatabase } from '@orrery/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';
import type { ClusterSettings } from '../../settings/cluster-settings.js';
import { given } from '../../testing/specimens.js';
import { ParkedOrder } from '../parking/parked-order.js';
import { waitsFor } from '../parking/waits-for.js';
import { SlotQueue } from './slot-queue.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const lacking = waitsFor.lacking({ group: 'g', slots: 1 });
const wants = JSON.stringify([{ group: 'g', slots: 1, waitMs: 0, idleMs: 60_000 }]);
/** In the order in which they were made; those made last have waited longest. */
const ids = Array.from({ length: 1_200 }, newId);

describe.each(['mysql', 'sqlite'] as const)('runs that wait for slots, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const settings = { current: () => 3_600_000 } as unknown as ClusterSettings;
  const parked = new ParkedRunStore();
  const order = new ParkedOrder(parked, settings, new SettableClock(start));
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

  const insertRuns = (runIds: readonly string[]) =>
    database.transaction((session) =>
      new RunStore().insertAll(
        session,
        runIds.map((id) => given.run({ id, eligible_at: null })),
      ),
    );
  /** As a look does for which the first two want what there is, and all others too many. */
  const setAsideOnce = (queue: SlotQueue) =>
    database.transaction(async (session) => {
      const seen = await queue.lock(session);
      const verdictOf = (id: string): ReserveVerdict =>
        ids.indexOf(id) < 2 ? { kind: 'waiting' } : { kind: 'too_many', lacking: { group: 'g', slots: 1 } };
      await queue.setAside(session, new Map(seen.map(({ id }) => [id, verdictOf(id)])));
    });

  afterEach(async () => {
    for (const table of ['slot_request', 'parked_run', 'run'])
      await database.run((session) => session.execute(`DELETE FROM ${table}`, []));
  });

  it('are looked at in the order of their classes and of how long they wait, however many there are', async () => {
    await ask(ids.slice(1));
    await ask([ids[0]!], 0);
    const first = await look(new SlotQueue(requests, order, parked));
    expect(first).toHaveLength(1_000);
    expect(first).toEqual([ids[0], ...ids.slice(201).reverse()]);
  });

  it('make room for others where they want more than there is, however many they are, and cost no look any more', async () => {
    const queue = new SlotQueue(requests, order, parked);
    const others = ids.slice(0, 2);
    await insertRuns(ids);
    await ask(ids.slice(2));
    await ask(others, 3);
    await Promise.all([setAsideOnce(queue), setAsideOnce(queue)]);
    await setAsideOnce(queue);
    expect(await look(queue)).toEqual([...others].reverse());
    const waiting = await database.run((session) => parked.keys(session));
    expect(waiting.sort()).toEqual([lacking, waitsFor.reserved()]);
    await database.transaction(async (session) => {
      const first = await order.first(session, lacking, 2);
      expect(first.map((row) => row.run_id)).toEqual([...ids.slice(-2)].reverse());
    });
  });
});
