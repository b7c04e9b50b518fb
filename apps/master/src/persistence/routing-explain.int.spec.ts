import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExplainingSession, type Explained } from '../testing/explaining-session.js';
import { given } from '../testing/specimens.js';
import { masterEntities } from './entities/index.js';
import { masterMigrations } from './migrations/index.js';
import { BacklogStore } from './stores/backlog.store.js';
import { ReservationStore } from './stores/reservation.store.js';
import { ReservedRunStore } from './stores/reserved-run.store.js';
import { RunStore } from './stores/run.store.js';
import { ShardStore } from './stores/shard.store.js';
import { ShardSweepStore } from './stores/shard-sweep.store.js';
import { WorkerLoadStore } from './stores/worker-load.store.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const at = (n: number) => new Date(start.getTime() + n * 1_000);
const ids = Array.from({ length: 30_000 }, newId);
const parentIds = ids.slice(400, 420);

/** Mostly history: 200 running, 200 pushed, 20 parents with 10 children each. */
function stateOf(n: number) {
  const worker = { worker_id: `w-${n % 20}`, worker_epoch: 'e' };
  if (n < 200) return { state: 'running' as const, eligible_at: null, started_at: start, ...worker };
  if (n < 400) return { state: 'dispatched' as const, ...worker };
  if (n < 420) return { state: 'dispatched' as const, eligible_at: null, shard_total: 10 };
  if (n < 620)
    return { state: 'pending' as const, parent_id: parentIds[n % 20]!, shard_index: n % 10, shard_total: 10 };
  return { state: 'succeeded' as const, eligible_at: null };
}

describe('the statements of routing and sharding on tens of thousands of rows', () => {
  const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });

  beforeAll(async () => {
    await database.transaction(async (session) => {
      const rows = ids.map((id, n) => given.run({ id, eligible_at: at(n), priority: n % 4, ...stateOf(n) }));
      await new RunStore().insertAll(session, rows);
      const shards = rows.slice(420, 620).map((run, n) => ({
        parent_id: parentIds[Math.floor(n / 10)]!,
        shard_index: n % 10,
        run_id: run.id,
        worker_id: n % 2 === 0 ? 'w-1' : null,
      }));
      await session.insertMany('run_shard', shards);
      const open = parentIds.map((id) => ({ run_id: id, total: 10, ended: 0, failed: 0, created_at: start }));
      await session.insertMany('sharded_run', open);
    });
    await database.run((session) => session.select('ANALYZE TABLE run, run_shard, sharded_run, worker'));
  }, 60_000);

  async function explain(work: (session: Session) => Promise<unknown>): Promise<Explained[]> {
    return database.transaction(async (inner) => {
      const explaining = new ExplainingSession(inner);
      await work(explaining.session);
      return explaining.explained;
    });
  }

  const sweep = new ShardSweepStore();
  const children = ids.slice(420, 430).map((id) => ({ id, parent_id: parentIds[0]! }));

  it.each<[string, (session: Session) => Promise<unknown>]>([
    ['the load of workers', (s) => new WorkerLoadStore().load(s, ['default'])],
    ['pushes nobody accepted', (s) => new BacklogStore().claimUnacceptedPushes(s, at(300), 500)],
    ['what is reserved', (s) => new ReservationStore(new ReservedRunStore()).kept(s)],
    ['the workers of parts', (s) => new ShardStore(new ReservedRunStore()).targets(s, children)],
    [
      'the parts of a run',
      (s) => new ShardStore(new ReservedRunStore()).children(s, parentIds[0]!, { limit: 50 }),
    ],
    ['parents to show as running', (s) => sweep.started(s)],
    ['parents whose parts are over', (s) => sweep.childless(s)],
    ['parts nobody told', (s) => sweep.untold(s)],
    ['parts whose worker left', (s) => sweep.stranded(s, 10_000)],
  ])('%s are found without looking at the history', async (_, work) => {
    const looks = (await explain(work)).filter(({ table }) => table && !table.startsWith('<'));
    expect(looks.length).toBeGreaterThan(0);
    for (const { table, key, rows, sql } of looks) {
      expect(rows, `${table}: ${sql}`).toBeLessThan(1_000);
      if (['run', 'r', 'c', 's'].includes(table)) expect(key, `${table}: ${sql}`).not.toBeNull();
    }
  });
});
