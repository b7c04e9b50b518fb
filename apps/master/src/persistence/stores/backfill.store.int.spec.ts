import { useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { newRun } from '../../runs/new-run.js';
import { given } from '../../testing/specimens.js';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import type { BackfillRow } from './backfill-row.js';
import { BackfillHistoryStore } from './backfill-history.store.js';
import { BackfillRunStore, endedAmong } from './backfill-run.store.js';
import { BackfillStore } from './backfill.store.js';
import { FireStore } from './fire.store.js';
import { PastRunStore } from './past-run.store.js';
import type { RunRow } from './run-row.js';
import { RunStore } from './run.store.js';
import { ScheduleVersionStore } from './schedule-version.store.js';

const backfills = new BackfillStore();
const history = new BackfillHistoryStore();
const claims = new BackfillRunStore();
const runs = new RunStore();
const past = new PastRunStore();
const start = new Date('2026-03-01T00:00:00.000Z');
const minutes = (n: number) => new Date(start.getTime() + n * 60_000);
const tables = ['backfill', 'backfill_run', 'run', 'workflow_run', 'fire', 'schedule_version'];

const specimen = (id: string, over: Partial<BackfillRow> = {}): BackfillRow => ({
  ...{ id, project: 'default', target_kind: 'task', target_id: 't', target_name: 'task', schedule_id: null },
  ...{ timing: '{"trigger":{"kind":"once","at":""}}', from_at: start, to_at: minutes(9), params: '{"a":1}' },
  ...{ max_parallel: 2, direction: 'forward', reprocess: 'none', on_failure: 'continue', priority: 3 },
  ...{ state: 'running', reason: null, total: 10, skipped: 0, made: 0, succeeded: 0, failed: 0 },
  ...{ next_at: start, look_at: start, created_by: 'ada', created_at: start, finished_at: null },
  ...over,
});

describe.each(['mysql', 'sqlite'] as const)('backfills that are kept, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  beforeEach(() =>
    database.transaction(async (session) => {
      for (const table of tables) await session.execute(`DELETE FROM ${table}`);
    }),
  );

  const task = given.task();
  const runAt = (plannedAt: Date, over: Partial<RunRow> = {}): RunRow => {
    const origin = { params: {}, priority: null, dueAt: start, eligibleAt: start, now: start, plannedAt };
    return { ...newRun(task, origin), ...over };
  };

  it('are found when they are to be looked at, the one that has waited longest first', async () => {
    await database.transaction(async (session) => {
      await backfills.insert(session, specimen('a', { look_at: minutes(2) }));
      await backfills.insert(session, specimen('b', { look_at: minutes(1) }));
      await backfills.insert(session, specimen('c', { look_at: null }));
    });
    const due = (at: Date) => database.transaction((session) => backfills.claimDue(session, at));
    expect(await due(start)).toBeUndefined();
    expect(await due(minutes(3))).toEqual(specimen('b', { look_at: minutes(1) }));
    await database.run((session) => backfills.lookAt(session, ['a', 'b', 'c'], start));
    expect((await due(start))?.id).toBe('a');
    await database.run((session) => backfills.putOff(session, 'a', minutes(5)));
    await database.run((session) => backfills.putOff(session, 'c', start));
    expect((await due(start))?.id).toBe('b');
  });

  it('of a target are cancelled together, but for those that have ended', async () => {
    const rows = [specimen('a'), specimen('b', { state: 'paused' }), specimen('c', { state: 'failed' })];
    await database.transaction(async (session) => {
      for (const row of [...rows, specimen('d', { target_id: 'other' })])
        await backfills.insert(session, row);
      expect(await backfills.idsOfTarget(session, 't')).toEqual(['a', 'b']);
      await backfills.cancelOfTarget(session, 't', minutes(1), 'gone');
    });
    const query = { targetId: 't', limit: 2 };
    const page = await database.run((session) => backfills.list(session, query, ['default']));
    expect(page.items.map(({ id, state }) => [id, state])).toEqual([
      ['c', 'failed'],
      ['b', 'cancelled'],
    ]);
    const rest = await database.run((session) =>
      backfills.list(session, { ...query, cursor: page.nextCursor! }),
    );
    expect(rest).toMatchObject({ items: [{ id: 'a', reason: 'gone', params: { a: 1 } }], nextCursor: null });
  });

  it('claim each planned time once, and see how its run ends', async () => {
    const made = [runAt(minutes(0)), runAt(minutes(1)), runAt(minutes(2))];
    const [done, open] = made;
    await database.transaction(async (session) => {
      await runs.insertAll(session, [{ ...done!, state: 'succeeded' }, open!]);
      await claims.insertAll(session, 'a', made);
    });
    const again = database.run((session) => claims.insertAll(session, 'a', [runAt(minutes(1))]));
    await expect(again).rejects.toThrow();
    const found = await database.run((session) => claims.open(session, 'a'));
    expect(found.map(({ state }) => state)).toEqual(['succeeded', 'pending', null]);
    expect(endedAmong(found).map(({ state }) => state)).toEqual(['succeeded', 'lost']);
    await database.run((session) => claims.end(session, 'a', endedAmong(found)));
    expect(await database.run((session) => claims.open(session, 'a'))).toHaveLength(1);
    expect(await database.run((session) => claims.backfillsOf(session, [open!.id]))).toEqual(['a']);
    const first = await database.run((session) => claims.list(session, 'a', { limit: 2 }));
    const cursor = first.nextCursor!;
    const second = await database.run((session) => claims.list(session, 'a', { limit: 2, cursor }));
    expect([...first.items, ...second.items].map(({ plannedAt, state }) => [plannedAt, state])).toEqual([
      [minutes(0).toISOString(), 'succeeded'],
      [minutes(1).toISOString(), 'pending'],
      [minutes(2).toISOString(), 'lost'],
    ]);
    const strange = Buffer.from('yesterday').toString('base64url');
    const refused = database.run((session) => claims.list(session, 'a', { cursor: strange }));
    await expect(refused).rejects.toMatchObject({ code: 'invalid' });
  });

  it('know the last run for each planned time, whoever made it', async () => {
    const schedule = given.schedule({ kind: 'fixedRate', everyMs: 60_000 }, { taskId: task.id });
    const fired = runAt(minutes(0), { state: 'failed' });
    const again = runAt(minutes(0), { state: 'succeeded' });
    const backfilled = runAt(minutes(1), { state: 'timed_out' });
    const triggered = runAt(minutes(2), { planned_at: null });
    await database.transaction(async (session) => {
      const versions = new ScheduleVersionStore();
      await versions.insert(session, { schedule, deleted: true, planAfter: start, changedBy: 'ada' });
      await runs.insertAll(session, [fired, again, backfilled, triggered]);
      const fire = { scheduleId: schedule.id, project: 'default', outcome: 'FIRED' as const, reason: null };
      await new FireStore().insertAll(session, [
        { ...fire, plannedAt: minutes(0), runId: fired.id, createdAt: start },
      ]);
      await claims.insertAll(session, 'a', [again, backfilled]);
    });
    const target = { kind: 'task' as const, id: task.id };
    const between = (to: Date) => database.run((session) => past.between(session, target, start, to));
    expect(await between(minutes(5))).toEqual(
      new Map([
        [minutes(0).getTime(), 'succeeded'],
        [minutes(1).getTime(), 'failed'],
      ]),
    );
    expect((await between(minutes(0))).size).toBe(1);
  });

  it('are removed with their claims when they are old and finished', async () => {
    await database.transaction(async (session) => {
      await backfills.insert(session, specimen('a', { finished_at: start }));
      await backfills.insert(session, specimen('b', { finished_at: start }));
      await backfills.insert(session, specimen('c'));
      await claims.insertAll(session, 'a', [runAt(minutes(0)), runAt(minutes(1)), runAt(minutes(2))]);
    });
    const prune = () => database.transaction((session) => history.prune(session, 'd', 2));
    for (const removed of [2, 2, 2, 0]) expect(await prune()).toBe(removed);
    const left = await database.run((session) => backfills.list(session, {}));
    expect(left.items.map(({ id }) => id)).toEqual(['c']);
    expect((await database.run((session) => claims.list(session, 'a', {}))).items).toEqual([]);
  });

  it('know the last run of a workflow for each planned time, and how long runs take', async () => {
    const group_name = '~workflow';
    const first = runAt(minutes(0), { group_name, state: 'failed' });
    const rerun = runAt(minutes(0), { group_name });
    const done = { state: 'succeeded' as const, started_at: minutes(1), finished_at: minutes(3) };
    await database.transaction((session) =>
      runs.insertAll(session, [first, rerun, runAt(minutes(7), { group_name, ...done })]),
    );
    const target = { kind: 'workflow' as const, id: task.id };
    const found = await database.run((session) => past.between(session, target, start, minutes(6)));
    expect(found).toEqual(new Map([[minutes(0).getTime(), 'open']]));
    expect(await database.run((session) => past.durations(session, task.id))).toEqual([120_000]);
  });
});
