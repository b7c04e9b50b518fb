import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExplainingSession, type Explained } from '../testing/explaining-session.js';
import { given } from '../testing/specimens.js';
import { masterEntities } from './entities/index.js';
import { masterMigrations } from './migrations/index.js';
import { ActiveRunStore } from './stores/active-run.store.js';
import { BacklogStore } from './stores/backlog.store.js';
import { ParkedRunStore } from './stores/parked-run.store.js';
import { PoolHoldStore } from './stores/pool-hold.store.js';
import { QueuePlaceStore } from './stores/queue-place.store.js';
import { RunStore } from './stores/run.store.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const at = (n: number) => new Date(start.getTime() + n);
const written = 20_000;
/** The rest is copied in the database. */
const all = 200_000;
const ids = Array.from({ length: written }, newId);
const taskId = newId();
const poolId = newId();

/** A backlog with little history: waiting, parked, and a few on their way or running. */
function stateOf(n: number) {
  if (n < 200) return { state: n % 2 === 0 ? ('running' as const) : ('dispatched' as const) };
  return n % 3 === 0 ? { eligible_at: null } : {};
}

const runs = ids.map((id, n) =>
  given.run({
    id,
    task_id: taskId,
    project: `p${n % 5}`,
    group_name: n % 2 === 0 ? 'default' : 'gpu',
    priority: n % 4,
    due_at: at(n),
    eligible_at: at(n),
    ...stateOf(n),
  }),
);
const parked = ids
  .map((id, n) => ({ id, n }))
  .filter(({ n }) => n >= 200 && n % 3 === 0)
  .map(({ id, n }) => ({
    run_id: id,
    waits_for: n % 2 === 0 ? `pool:${poolId}` : `task:${taskId}`,
    group_name: 'default',
    priority: n % 4,
    slots: 1,
    due_at: at(n),
    parked_at: at(n),
  }));

describe('the statements of dispatching on 200,000 rows', () => {
  const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });

  beforeAll(async () => {
    await database.transaction(async (session) => {
      await new RunStore().insertAll(session, runs);
      await session.insertMany('parked_run', parked);
      const holds = ids
        .slice(0, 200)
        .map((id) => ({ limit_id: poolId, run_id: id, slots: 1, since_at: start }));
      await session.insertMany('pool_hold', holds);
    });
    const columns = Object.keys(runs[0]!).filter((column) => column !== 'id');
    for (let copy = 1; copy * written < all; copy += 1) {
      await database.run((session) =>
        session.execute(
          `INSERT INTO run (id, ${columns.join(', ')}) SELECT UUID(), ${columns.join(', ')} FROM run
           WHERE state = 'pending' LIMIT ?`,
          [written],
        ),
      );
    }
    await database.run((session) => session.select('ANALYZE TABLE run, parked_run, pool_hold'));
  }, 180_000);

  async function explain(work: (session: Session) => Promise<unknown>): Promise<Explained[]> {
    return database.transaction(async (inner) => {
      const explaining = new ExplainingSession(inner);
      await work(explaining.session);
      return explaining.explained;
    });
  }

  const backlog = new BacklogStore();
  const waiting = new ParkedRunStore();
  const holds = new PoolHoldStore();
  const keys = [`pool:${poolId}`, `task:${taskId}`];
  const slice = { group: 'gpu', rank: 1, project: 'p1', until: at(written) };
  const some = ids.slice(300, 700);

  it('has that many rows, and finds the heads of the backlog by jumping from one to the next', async () => {
    const [count] = await database.run((s) => s.select<{ n: number }>('SELECT COUNT(*) AS n FROM run'));
    expect(Number(count!.n)).toBeGreaterThan(150_000);
    const heads = await explain((s) => backlog.heads(s, 'gpu'));
    expect(heads[0]).toMatchObject({
      key: 'ix_run_backlog',
      extra: expect.stringContaining('for group-by') as string,
    });
    expect(heads[0]!.rows).toBeLessThan(1_000);
    const queues = await explain((s) => waiting.heads(s, keys));
    expect(queues[0]).toMatchObject({ key: 'ix_parked_run_waiting' });
    expect(queues[0]!.extra).not.toMatch(/filesort|temporary/);
  });

  it.each<[string, string, (session: Session) => Promise<unknown>]>([
    ['claimReady', 'ix_run_backlog', (s) => backlog.claimReady(s, slice, 500)],
    ['claimUnaccepted', 'ix_run_backlog', (s) => backlog.claimUnaccepted(s, 'gpu', 1, at(written), 500)],
    ['claimHeld', 'PRIMARY', (s) => backlog.claimHeld(s, some)],
    ['markHeld', 'PRIMARY', (s) => backlog.markHeld(s, some, start, start)],
    ['countDispatched', 'ix_run_backlog', (s) => backlog.countDispatched(s)],
    ['active runs', 'ix_run_backlog', async (s) => new ActiveRunStore().all(s)],
    ['the first of a queue', 'ix_parked_run_waiting', (s) => waiting.first(s, keys[0]!, 500)],
    ['what is waited for', 'ix_parked_run_waiting', (s) => waiting.keys(s)],
    ['parked runs by id', 'PRIMARY', (s) => waiting.claim(s, some)],
    ['slots taken', 'PRIMARY', (s) => holds.used(s, [poolId])],
    ['holds of runs', 'ix_pool_hold_of_run', (s) => holds.ofRuns(s, ids.slice(0, 20))],
  ])('%s go by %s, without a sort or a scan', async (_, key, work) => {
    for (const each of (await explain(work)).filter(({ table }) => table && !table.startsWith('<'))) {
      // What an earlier attempt stored is looked up for each run that has one.
      expect(each, each.sql).toMatchObject({ key: each.table === 'c' ? 'PRIMARY' : key });
      expect(each.extra, each.sql).not.toMatch(/filesort|temporary/);
    }
  });

  it('counts what goes before a run no further than it is asked to', async () => {
    const run = { group_name: 'gpu', priority: 3, eligible_at: at(written) };
    const found = await explain((s) => new QueuePlaceStore().countBefore(s, run, at(written), 1_000));
    for (const each of found.filter(({ table }) => table === 'run')) {
      expect(each).toMatchObject({ key: 'ix_run_backlog' });
    }
    const rowsRead = async (session: Session) => {
      const [row] = await session.select<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read_next'");
      return Number(row!.Value);
    };
    const { count, read } = await database.run(async (session) => {
      const before = await rowsRead(session);
      const count = await new QueuePlaceStore().countBefore(session, run, at(written), 1_000);
      return { count, read: (await rowsRead(session)) - before };
    });
    expect(count).toBe(1_000);
    // A third of the pending runs wait outside of the backlog: they are not read.
    expect(read).toBeLessThan(1_200);
  });
});
