import type { Trigger } from '@orrery/domain';
import { SettableClock, useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { BackfillStore } from '../persistence/stores/backfill.store.js';
import { SecretUseStore } from '../persistence/stores/secret-use.store.js';
import { WorkflowReferenceStore } from '../persistence/stores/workflow-reference.store.js';
import type { RunCanceller } from '../runs/run-canceller.js';
import { ChangingRig } from '../testing/changing-rig.js';
import { Crash, CrashingWrites } from '../testing/crashing-writes.js';
import { given } from '../testing/specimens.js';
import { TargetDeletion } from './target-deletion.js';
import { TaskBelongings } from './task-belongings.js';
import { TaskDeletion } from './task-deletion.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const everySecond: Trigger = { kind: 'fixedRate', everyMs: 1_000 };
const count = 120;
const { database } = useDatabase({
  kind: 'sqlite',
  entities: masterEntities,
  migrations: masterMigrations,
});

describe('TaskDeletion', () => {
  const task = given.task();
  const other = given.task({}, { name: 'other' });
  const cancelled: string[] = [];
  let writes: CrashingWrites;
  let rig: ChangingRig;
  let deletion: TaskDeletion;

  beforeEach(async () => {
    cancelled.length = 0;
    writes = new CrashingWrites();
    const dying = writes.within(database);
    const clock = new SettableClock(start);
    rig = new ChangingRig(dying, clock);
    const canceller = {
      cancelAll: (ids: readonly string[]) => Promise.resolve(void cancelled.push(...ids)),
    } as unknown as RunCanceller;
    const belongings = new TaskBelongings(rig.schedules, rig.runs, rig.records, new BackfillStore(), clock);
    const whole = new TargetDeletion(dying, belongings, canceller);
    deletion = new TaskDeletion(rig.tasks, whole, new WorkflowReferenceStore(), new SecretUseStore());
    await database.transaction(async (session) => {
      for (const table of ['schedule', 'schedule_version', 'task', 'task_version', 'run', 'outbox_event']) {
        await session.execute(`DELETE FROM ${table}`);
      }
      await rig.tasks.insert(session, task, 'test');
      await rig.tasks.insert(session, other, 'test');
      for (let n = 0; n < count; n += 1) {
        const schedule = given.schedule(everySecond, { taskId: task.id, name: `s${n}` });
        await rig.schedules.insert(session, schedule);
      }
    });
  });

  const left = (table: string) =>
    database.run((session) => session.select<{ state: string }>(`SELECT * FROM ${table}`));

  it('can be begun again when the master died on the way, until nothing is left', async () => {
    for (const dies of [0, 3, 60, 300]) {
      writes.left = dies;
      await expect(deletion.delete(task, true, 'test')).rejects.toBeInstanceOf(Crash);
      expect(await left('task')).toHaveLength(2);
    }
    writes.left = Infinity;
    await deletion.delete(task, true, 'test');
    expect(await left('task')).toHaveLength(1);
    expect(await left('schedule')).toEqual([]);
    expect(await left('schedule_version')).toHaveLength(count);
  });

  it('cancels its runs before it is gone, so that they are not left by a master that dies', async () => {
    const run = given.run({ task_id: task.id });
    await database.run((session) => rig.runs.insertAll(session, [run]));
    writes.left = Infinity;
    const deleteTask = rig.tasks.delete.bind(rig.tasks);
    rig.tasks.delete = (session, id) => {
      expect(cancelled).toEqual([run.id]);
      return deleteTask(session, id);
    };
    await deletion.delete(task, true, 'test');
    expect(await left('task')).toHaveLength(1);
  });

  it('ends what waits for its success, paused or not, as a version and with an event', async () => {
    const trigger: Trigger = { kind: 'dependency', taskId: task.id };
    const waiting = { taskId: other.id, nextFireAt: null };
    await database.run(async (session) => {
      await rig.schedules.insert(session, given.schedule(trigger, { ...waiting, name: 'active' }));
      await rig.schedules.insert(
        session,
        given.schedule(trigger, { ...waiting, name: 'paused', state: 'paused' }),
      );
    });
    await deletion.delete(task, true, 'test');
    expect((await left('schedule')).map(({ state }) => state)).toEqual(['exhausted', 'exhausted']);
    expect((await left('schedule_version')).filter(({ state }) => state === 'exhausted')).toHaveLength(2);
    expect(await left('outbox_event')).toHaveLength(2);
  });
});
