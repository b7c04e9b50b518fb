import type { HeartbeatMessage } from '@orrery/contracts';
import type { Session } from '@orrery/persistence';
import { SystemClock } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { WorkerLifeStore } from './worker-life.store.js';

const clock = new SystemClock();
const store = new WorkerLifeStore();
const leaseMs = 15_000;

function beatOf(workerEpoch: string, seq: number, state: HeartbeatMessage['state'] = 'up'): HeartbeatMessage {
  const at = clock.now().toISOString();
  const resources = {
    ...{ cpu: 0, load1: 0, memoryUsedBytes: 0, memoryTotalBytes: 1 },
    ...{ diskFreeBytes: 0, diskTotalBytes: 1, loopLagMs: 0 },
  };
  const life = { v: 1, workerId: 'w', workerEpoch, seq, group: 'g', labels: {}, state } as const;
  return { ...life, slots: 1, busy: 0, host: 'h', version: '1', startedAt: at, at, resources };
}

describe.each(['mysql', 'sqlite'] as const)('what is heard of workers, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  beforeEach(() => database.run((session) => session.execute('DELETE FROM worker')));

  const record = async (beat: HeartbeatMessage, heardMs = performance.now()) => {
    const { beats } = await database.transaction((session) =>
      store.recordHeartbeats(session, [{ beat, heardMs }], leaseMs),
    );
    return beats.length;
  };
  const row = async () => {
    const [found] = await database.run((session) =>
      session.select<{ epoch: string; state: string; lease_until_at: Date }>('SELECT * FROM worker'),
    );
    return found!;
  };

  it('a beat of a former life that lay in a queue does not undo the later one', async () => {
    await record(beatOf('e-2', 1));
    expect(await record(beatOf('e-1', 99))).toBe(0);
    expect(await row()).toMatchObject({ epoch: 'e-2' });
    expect(await record(beatOf('e-3', 1))).toBe(1);
    expect(await row()).toMatchObject({ epoch: 'e-3' });
  });

  it('a life that seems earlier, since the clock of its machine was put back, counts when the other is long silent', async () => {
    await record(beatOf('e-2', 1), performance.now() - 15_500);
    expect(await record(beatOf('e-1', 1))).toBe(1);
    expect(await row()).toMatchObject({ epoch: 'e-1' });
  });

  it('a database that stands still while it is asked the time does not shorten the lease', async () => {
    const heardAt = clock.now();
    const heardMs = performance.now();
    await database.transaction((session) => {
      const slow = new Proxy(session, {
        get: (target, name: keyof Session) =>
          name === 'select'
            ? async (...args: Parameters<Session['select']>) => {
                const rows = await target.select(...args);
                await vi.waitUntil(() => performance.now() > heardMs + 1_000, { timeout: 2_000 });
                return rows;
              }
            : target[name],
      });
      return store.recordHeartbeats(slow, [{ beat: beatOf('e-1', 1), heardMs }], leaseMs);
    });
    const { lease_until_at: until } = await row();
    expect(until.getTime()).toBeGreaterThanOrEqual(heardAt.getTime() + leaseMs - 20);
  });
});
