import type { NodeResourcesDto } from '@orrery/contracts';
import { closedBreaker } from '@orrery/domain';
import { newId, SystemClock } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { readMasterConfig } from '../../config.js';
import { MasterSettings } from '../../master-settings.js';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { ReservationStore } from '../../persistence/stores/reservation.store.js';
import { ReservedRunStore } from '../../persistence/stores/reserved-run.store.js';
import { WorkerBreakerStore } from '../../persistence/stores/worker-breaker.store.js';
import { WorkerLoadStore } from '../../persistence/stores/worker-load.store.js';
import { ReservedWorkers } from './reserved-workers.js';

const slowStartMs = 600_000;

describe.each(['mysql', 'sqlite'] as const)('slots that can be reserved, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const breakers = new WorkerBreakerStore();
  const clock = new SystemClock();
  const workers = new ReservedWorkers(
    new WorkerLoadStore(),
    new ReservationStore(new ReservedRunStore()),
    breakers,
    new MasterSettings(readMasterConfig({ ORRERY_NODE_ID: 'm1', ORRERY_SLOW_START_MS: String(slowStartMs) })),
    clock,
  );

  const given = async (id: string, upForMs: number, strain?: NodeResourcesDto['strain']) => {
    const at = new Date(clock.now().getTime() - upForMs);
    const resources = {
      cpu: 0,
      memoryUsedBytes: 0,
      memoryTotalBytes: 1,
      diskFreeBytes: 0,
      loopLagMs: 0,
      strain,
    };
    await database.run((session) =>
      session.insertMany('worker', [
        {
          ...{ id, epoch: newId(), group_name: 'g', labels: '{}', state: 'up', slots: 10, busy: 0 },
          ...{ host: 'h', version: '1', resources: JSON.stringify(resources), started_at: at },
          ...{ state_since_at: at, beat_seq: 1, last_seen_at: clock.now(), duty: 'work' },
        },
      ]),
    );
  };
  const busyOf = async (id: string) => {
    const read = await database.run((session) => workers.read(session, ['g'], new Set()));
    return read.workers.find((worker) => worker.id === id)!.busy;
  };

  afterEach(async () => {
    for (const table of ['worker', 'worker_breaker'])
      await database.run((session) => session.execute(`DELETE FROM ${table}`, []));
  });

  it('are those which a worker that starts slowly gives by now', async () => {
    await given('old', 3 * slowStartMs);
    // In the midst of a step, whatever the time in between.
    await given('half', 0.45 * slowStartMs);
    await given('young', 0);
    expect(await busyOf('old')).toBe(0);
    expect(await busyOf('young')).toBe(9);
    // Four of ten, and one that is begun.
    expect(await busyOf('half')).toBe(5);
  });

  it('are all of a worker that joined with the others of its group', async () => {
    await given('one', slowStartMs / 2);
    await given('other', 0);
    expect([await busyOf('one'), await busyOf('other')]).toEqual([0, 0]);
  });

  it('are those which a strained worker still fills, and none of one that rests', async () => {
    await given('strained', 0, { cause: 'memory', slots: 3 });
    await given('resting', 0);
    const until = new Date(clock.now().getTime() + slowStartMs);
    const open = { ...closedBreaker, state: 'open', until } as const;
    await database.run((session) => breakers.save(session, 'resting', open, 'failed', clock.now()));
    expect([await busyOf('strained'), await busyOf('resting')]).toEqual([7, 10]);
  });
});
