import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExplainingSession, type Explained } from '../testing/explaining-session.js';
import { given } from '../testing/specimens.js';
import { masterEntities } from './entities/index.js';
import { masterMigrations } from './migrations/index.js';
import { DueScheduleStore } from './stores/due-schedule.store.js';
import { LedgerStore } from './stores/ledger.store.js';
import { RunTurnStore } from './stores/run-turn.store.js';
import { RunStore } from './stores/run.store.js';
import { toRow } from './stores/schedule-row.js';
import { ScheduleVersionStore } from './stores/schedule-version.store.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const at = (n: number) => new Date(start.getTime() + n * 1_000);
const query = { limit: 50 };
const span = { from: at(0), to: at(100_000) };
const scheduleIds = Array.from({ length: 20_000 }, newId);
const serialIds = scheduleIds.slice(0, 2_000);
const runIds = Array.from({ length: 6_000 }, newId);

/** Nearly all of them fired, in ten projects of very different sizes. */
const fires = Array.from({ length: 60_000 }, (_, n) => ({
  schedule_id: scheduleIds[n % 500]!,
  planned_at: at(n),
  project: n % 1_000 === 0 ? 'small' : `p${n % 9}`,
  outcome: n % 2_000 === 0 ? 'MISSED' : 'FIRED',
  reason: null,
  run_id: null,
  created_at: at(n),
}));
const schedules = scheduleIds.map((id, n) =>
  given.schedule(
    { kind: 'fixedRate', everyMs: 60_000 },
    {
      id,
      name: `s${n}`,
      nextFireAt: at(n),
      overlap: n < serialIds.length ? 'QUEUE_ALL' : 'ALLOW',
    },
  ),
);
const turns = runIds.map((runId, n) => ({
  scheduleId: serialIds[n % serialIds.length]!,
  plannedAt: at(n),
  runId,
  state: n < serialIds.length ? ('open' as const) : ('queued' as const),
}));

describe('the statements of the ledger and of turns on tens of thousands of rows', () => {
  const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });
  const due = new DueScheduleStore();
  const ledger = new LedgerStore();
  const turnStore = new RunTurnStore();
  const versions = new ScheduleVersionStore();

  beforeAll(async () => {
    await database.transaction(async (session) => {
      await session.insertMany('fire', fires);
      await session.insertMany('schedule', schedules.map(toRow));
      for (const schedule of schedules.slice(0, 500)) {
        await versions.insert(session, { schedule, deleted: false, planAfter: start, changedBy: 'test' });
      }
      await new RunStore().insertAll(
        session,
        runIds.map((id, n) => given.run({ id, schedule_id: turns[n]!.scheduleId, planned_at: at(n) })),
      );
      await turnStore.insertAll(session, turns);
    });
    await database.run((session) =>
      session.select('ANALYZE TABLE fire, schedule, schedule_version, run, run_turn'),
    );
  }, 60_000);

  async function explain(work: (session: Session) => Promise<unknown>): Promise<Explained[]> {
    return database.transaction(async (inner) => {
      const explaining = new ExplainingSession(inner);
      await work(explaining.session);
      return explaining.explained;
    });
  }

  it.each<[string, string, number, (session: Session) => Promise<unknown>]>([
    ['serial schedules that are due', 'ix_schedule_due', 600, (s) => due.claimDue(s, true, at(500), 500)],
    ['the next serial fire', 'ix_schedule_due', 600, (s) => due.nextSerialFire(s, at(500))],
    ['the whole ledger', 'ix_fire_planned', 60_000, (s) => ledger.list(s, span, query)],
    [
      'the ledger by outcome',
      'ix_fire_outcome',
      100,
      (s) => ledger.list(s, { ...span, outcome: 'MISSED' }, query),
    ],
    [
      'the ledger of a project',
      'ix_fire_of_project',
      200,
      (s) => ledger.list(s, { ...span, project: 'small' }, query),
    ],
    ['what is proven', 'PRIMARY', 12_500, (s) => ledger.entries(s, scheduleIds.slice(0, 50), span, 100_000)],
    ['versions of schedules', 'PRIMARY', 200, (s) => versions.of(s, scheduleIds.slice(0, 50))],
    ['turns of schedules', 'PRIMARY', 1_000, (s) => turnStore.of(s, serialIds.slice(0, 50))],
  ])('%s go by %s', async (_, key, most, work) => {
    const [first] = await explain(work);
    expect(first).toMatchObject({ key });
    expect(first!.extra).not.toMatch(/filesort|temporary/);
    expect(first!.rows, first!.sql).toBeLessThanOrEqual(most * 2);
  });

  it('reads a page of the ledger in its order, and no more than the page', async () => {
    const read = await database.transaction(async (session) => {
      const count = async () => {
        const [row] = await session.select<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read_prev'");
        return Number(row!.Value);
      };
      const before = await count();
      await ledger.list(session, { ...span, projects: ['p1', 'p2', 'p3'] }, query);
      return (await count()) - before;
    });
    expect(read).toBeLessThan(1_000);
  });

  it('sweeps turns by their own indices', async () => {
    const found = await explain(async (session) => {
      await turnStore.stuck(session, 500);
      await turnStore.stale(session, 500);
      await turnStore.toCancel(session, 500);
      await due.overdue(session, at(100), 200);
    });
    for (const { table, key, sql } of found.filter((each) => !each.table.startsWith('<'))) {
      expect({ table, key }, sql).toMatchObject({ key: expect.any(String) as string });
    }
  });
});
