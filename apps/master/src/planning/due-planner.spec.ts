import type { Trigger } from '@orrery/domain';
import { SettableClock, useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { PlanningRig } from '../testing/planning-rig.js';
import { given } from '../testing/specimens.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const everySecond: Trigger = { kind: 'fixedRate', everyMs: 1_000 };

describe('DuePlanner', () => {
  const { database } = useDatabase({
    kind: 'sqlite',
    entities: masterEntities,
    migrations: masterMigrations,
  });
  let clock: SettableClock;
  let rig: PlanningRig;
  let taskId: string;

  beforeEach(async () => {
    clock = new SettableClock(start);
    rig = new PlanningRig(database, clock);
    const task = given.task();
    taskId = task.id;
    await database.transaction(async (session) => {
      for (const table of ['schedule', 'schedule_version', 'task', 'fire', 'run', 'outbox_event']) {
        await session.execute(`DELETE FROM ${table}`);
      }
      await rig.tasks.insert(session, task, 'test');
    });
  });

  async function add(trigger: Trigger, over: Partial<Schedule> = {}): Promise<Schedule> {
    const schedule = given.schedule(trigger, { taskId, ...over });
    await database.run((session) => rig.schedules.insert(session, schedule));
    return schedule;
  }
  const find = (id: string) => database.run((session) => rig.schedules.find(session, id));
  const fires = async (id: string) => {
    const page = await database.run((session) => rig.fires.list(session, id, { limit: 10_000 }));
    return [...page.items].reverse();
  };

  it('pauses a schedule that cannot be planned, and goes on with the others', async () => {
    const broken = await add(
      { kind: 'cron', expression: '* * * * *', timeZone: 'Gone/Zone' },
      { name: 'broken' },
    );
    const sound = await add(everySecond);
    await rig.planner.runOnce();
    expect(await find(broken.id)).toMatchObject({ state: 'paused', nextFireAt: null });
    expect((await fires(sound.id)).map((fire) => fire.outcome)).toEqual(['FIRED', 'FIRED']);
  });

  it('leaves out what stands in the ledger already', async () => {
    const rated = await add(everySecond);
    const paced = await add({ kind: 'fixedDelay', everyMs: 100 }, { name: 'paced' });
    const known = {
      outcome: 'FIRED' as const,
      project: 'default',
      reason: null,
      runId: null,
      plannedAt: start,
      createdAt: start,
    };
    await database.run((session) =>
      rig.fires.insertAll(
        session,
        [rated, paced].map(({ id }) => ({ ...known, scheduleId: id })),
      ),
    );
    await rig.planner.runOnce();
    expect((await fires(rated.id)).map((fire) => fire.plannedAt)).toEqual([
      start.toISOString(),
      after(1_000).toISOString(),
    ]);
    expect(rig.held.filter((run) => run.schedule_id === rated.id)).toHaveLength(1);
    await rig.planner.runOnce();
    const [run] = rig.held.filter((each) => each.schedule_id === paced.id);
    expect(await find(paced.id)).toMatchObject({ awaitedRunId: run!.id });
  });

  it('neither doubles nor loses a time when the clock jumps an hour ahead and back', async () => {
    const { id } = await add(everySecond);
    for (const jump of [0, 3_600_000, -3_600_000, 1_000, 3_600_000]) {
      clock.tick(jump);
      await rig.planner.runOnce();
    }
    const accounted = await fires(id);
    const planned = accounted.map((fire) => Date.parse(fire.plannedAt));
    expect(planned).toEqual(planned.map((_, n) => start.getTime() + n * 1_000));
    expect(planned.length).toBe(3_603);
    const fired = accounted.filter((fire) => fire.outcome === 'FIRED').map((fire) => fire.runId);
    expect(rig.held.map((run) => run.id)).toEqual(fired);
    expect(accounted.filter((fire) => fire.outcome === 'MERGED').length).toBeGreaterThan(3_000);
  });
});
