import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExplainingSession, type Explained } from '../testing/explaining-session.js';
import { given } from '../testing/specimens.js';
import { masterEntities } from './entities/index.js';
import { masterMigrations } from './migrations/index.js';
import { BacklogStore } from './stores/backlog.store.js';
import { DueScheduleStore } from './stores/due-schedule.store.js';
import { FireStore } from './stores/fire.store.js';
import { OrphanStore } from './stores/orphan.store.js';
import { OutboxStore } from './stores/outbox.store.js';
import { RunProgressStore } from './stores/run-progress.store.js';
import { RunStore } from './stores/run.store.js';
import { eventSubscription, taskSubscription } from './stores/schedule-row.js';
import { ScheduleStore } from './stores/schedule.store.js';
import { SubscriptionStore } from './stores/subscription.store.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const at = (n: number) => new Date(start.getTime() + n * 1_000);
const groups = ['default', 'gpu', 'batch'];
const taskIds = Array.from({ length: 40 }, newId);
const scheduleIds = Array.from({ length: 4_000 }, newId);
const runIds = Array.from({ length: 30_000 }, newId);

/** Mostly history, as in life: 100 running, 100 on their way, 2,000 waiting. */
function stateOf(n: number) {
  if (n < 100) return { state: 'running' as const, worker_id: 'w', worker_epoch: 'e', eligible_at: null };
  if (n < 200) return { state: 'dispatched' as const };
  if (n < 2_200) return { state: 'pending' as const, queue_deadline_at: at(n + 10) };
  return { state: n % 50 === 0 ? ('failed' as const) : ('succeeded' as const), eligible_at: null };
}

const runs = runIds.map((id, n) =>
  given.run({
    id,
    task_id: taskIds[n % taskIds.length]!,
    schedule_id: scheduleIds[n % scheduleIds.length]!,
    project: `p${n % 10}`,
    group_name: groups[n % groups.length]!,
    priority: n % 4,
    due_at: at(n),
    eligible_at: at(n),
    ...stateOf(n),
  }),
);
const schedules = scheduleIds.map((id, n) =>
  given.schedule(
    n % 10 === 5
      ? { kind: 'dependency', taskId: taskIds[n % taskIds.length]! }
      : { kind: 'fixedRate', everyMs: 60_000 },
    { id, name: `s${n}`, nextFireAt: at(n), state: n % 10 === 0 ? 'paused' : 'active' },
  ),
);

describe('the hot statements on tens of thousands of rows', () => {
  const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });

  beforeAll(async () => {
    await database.transaction(async (session) => {
      await new RunStore().insertAll(session, runs);
      for (const schedule of schedules) await new ScheduleStore().insert(session, schedule);
      const fires = runIds.slice(0, 20_000).map((runId, n) => ({
        scheduleId: scheduleIds[n % 20]!,
        plannedAt: at(n),
        project: 'default',
        outcome: 'FIRED' as const,
        reason: null,
        runId,
        createdAt: at(n),
      }));
      await new FireStore().insertAll(session, fires);
      const events = Array.from({ length: 5_000 }, (_, n) => ({
        id: newId(),
        routing_key: 'run.failed',
        message: 'run.event',
        payload: {},
        due_at: at(n),
      }));
      await session.insertMany('outbox_event', events);
    });
    await database.run((session) =>
      session.select('ANALYZE TABLE run, schedule, fire, outbox_event, worker, log_chunk'),
    );
  }, 60_000);

  async function explain(work: (session: Session) => Promise<unknown>): Promise<Explained[]> {
    return database.transaction(async (inner) => {
      const explaining = new ExplainingSession(inner);
      await work(explaining.session);
      return explaining.explained;
    });
  }

  const backlog = new BacklogStore();
  const progress = new RunProgressStore();
  const runStore = new RunStore();
  const subscriptions = new SubscriptionStore();
  const query = { limit: 50 };
  const start200 = runIds.slice(100, 150).map((id) => ({
    id,
    attempt: 1,
    workerId: 'w',
    workerEpoch: 'e',
    at: start,
  }));
  const ends = runIds.slice(200, 400).map((id, n) => ({
    id,
    attempt: 1,
    state: 'succeeded' as const,
    startedAt: start,
    finishedAt: at(n),
    workerId: 'w',
    exitCode: null,
    result: { n },
    failure: null,
  }));
  const grace = { lastWordsMs: 1_000, unheardMs: 1_000 };

  it.each<[string, string, (session: Session) => Promise<unknown>]>([
    ['claimDue', 'ix_schedule_due', (s) => new DueScheduleStore().claimDue(s, false, at(100), 500)],
    [
      'claimDue of serial ones',
      'ix_schedule_due',
      (s) => new DueScheduleStore().claimDue(s, true, at(100), 500),
    ],
    ['nextSerialFire', 'ix_schedule_due', (s) => new DueScheduleStore().nextSerialFire(s, at(100))],
    [
      'claimReady',
      'ix_run_backlog',
      (s) => backlog.claimReady(s, { group: 'default', rank: 2, project: 'p1', until: at(2_000) }, 500),
    ],
    ['claimUnaccepted', 'ix_run_backlog', (s) => backlog.claimUnaccepted(s, 'gpu', 2, at(2_000), 500)],
    ['countDispatched', 'ix_run_backlog', (s) => backlog.countDispatched(s)],
    ['unaccepted', 'ix_run_backlog', (s) => backlog.unaccepted(s, at(150))],
    ['claimHeld', 'PRIMARY', (s) => backlog.claimHeld(s, runIds.slice(300, 700))],
    ['claimOverdueInQueue', 'ix_run_queue_deadline', (s) => runStore.claimOverdueInQueue(s, at(400), 500)],
    [
      'what waits for an event',
      'ix_schedule_subscribed',
      (s) => subscriptions.lock(s, [eventSubscription('p', 'e')]),
    ],
    ['lockAll', 'PRIMARY', (s) => runStore.lockAll(s, runIds.slice(0, 200))],
    ['run.claim', 'PRIMARY', (s) => progress.claim(s, start200)],
    ['run.finish', 'PRIMARY', (s) => progress.finish(s, ends)],
    ['takeDue', 'ix_outbox_event_due', (s) => new OutboxStore().takeDue(s, at(300), 200)],
    ['runs of a task', 'ix_run_of_task', (s) => runStore.list(s, { ...query, taskId: taskIds[0] })],
    [
      'runs of a schedule',
      'ix_run_of_schedule',
      (s) => runStore.list(s, { ...query, scheduleId: scheduleIds[0] }),
    ],
    ['runs of a project', 'ix_run_of_project', (s) => runStore.list(s, { ...query, project: 'p1' })],
    ['all runs', 'PRIMARY', (s) => runStore.list(s, query)],
    ['pruned fires', 'ix_fire_planned', (s) => new FireStore().prune(s, at(-1), 1_000)],
  ])('%s go by %s, without a sort or a scan', async (_, key, work) => {
    for (const each of await explain(work)) {
      const isCheckpointOfRun = each.table === 'c';
      expect(each, each.sql).toMatchObject({ key: isCheckpointOfRun ? 'PRIMARY' : key });
      expect(each.extra, each.sql).not.toMatch(/filesort|temporary/);
      expect(each.rows, each.sql).toBeLessThan(10_000);
    }
  });

  it('find orphans and wishes to cancel among the running runs alone', async () => {
    const byState = 'ix_run_backlog';
    const found = await explain(async (session) => {
      await new OrphanStore().find(session, grace, 500);
      await runStore.runningWithCancelRequest(session);
    });
    for (const { key, rows, sql } of found.filter(({ table }) => table === 'run' || table === 'r')) {
      expect({ key }, sql).toEqual({
        key: sql.includes('worker') || sql.includes('cancel') ? byState : 'PRIMARY',
      });
      expect(rows, sql).toBeLessThan(1_000);
    }
  });

  it('find what waits for tasks by its subscription, and lock it by its key', async () => {
    const found = await explain((session) =>
      subscriptions.lock(session, taskIds.slice(5, 8).map(taskSubscription)),
    );
    expect(found.map(({ key }) => key)).toEqual(['ix_schedule_subscribed', 'PRIMARY']);
    expect(found.every(({ rows, extra }) => rows < 1_000 && !/filesort|temporary/.test(extra))).toBe(true);
  });

  it('lock reported runs by their key, and see what waits for them by its subscription', async () => {
    const found = await explain((session) => runStore.lockReported(session, runIds.slice(0, 200)));
    expect(found.map(({ key }) => key)).toEqual(['PRIMARY', 'ix_schedule_subscribed']);
    expect(found.map(({ type }) => type)).toEqual(['range', 'ref']);
    expect(found.every(({ rows, extra }) => rows < 1_000 && !/filesort|temporary/.test(extra))).toBe(true);
  });

  it('lock a reported run and the workflow run it is a node of by their keys', async () => {
    const found = await explain((session) => runStore.lockReportedNode(session, runIds[0]!));
    expect(found.filter(({ table }) => table === 'run' || table === 'r').map(({ key }) => key)).toEqual([
      'PRIMARY',
      'PRIMARY',
    ]);
    expect(found.every(({ rows, extra }) => rows < 1_000 && !/filesort|temporary/.test(extra))).toBe(true);
  });

  it('do not wait for schedules that others have locked when they lock reported runs', async () => {
    let letGo!: () => void;
    const seen = new Promise<void>((resolve) => (letGo = resolve));
    let holding!: Promise<void>;
    await new Promise<void>((resolve) => {
      holding = database.transaction(async (session) => {
        await session.execute('UPDATE schedule SET version = version');
        resolve();
        await seen;
      });
    });
    const reported = database.transaction((session) => runStore.lockReported(session, runIds.slice(5, 7)));
    const awaited = await reported.finally(letGo).then((runs) => runs.map((run) => run.is_awaited));
    await holding;
    expect(awaited).toEqual([1, 0]);
  });

  it('list the fires of a schedule by its key', async () => {
    const found = await explain((session) => new FireStore().list(session, scheduleIds[0]!, query));
    expect(found[0]).toMatchObject({ key: 'PRIMARY' });
    expect(found.every(({ extra }) => !/filesort/.test(extra))).toBe(true);
  });
});
