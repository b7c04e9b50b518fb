import { overdueAfterMs } from '@orrery/domain';
import { SettableClock, useDatabase } from '@orrery/testing';
import { expect, it } from 'vitest';
import type { EventPublisher } from '../events/event-publisher.js';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { DueScheduleStore } from '../persistence/stores/due-schedule.store.js';
import { OutboxStore, type OutboxEvent } from '../persistence/stores/outbox.store.js';
import { PlanningRig } from '../testing/planning-rig.js';
import { given } from '../testing/specimens.js';
import { OverdueSweeper } from './overdue-sweeper.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const { database } = useDatabase({
  kind: 'sqlite',
  entities: masterEntities,
  migrations: masterMigrations,
});

it('tells once of a schedule that nobody plans, and again after it went on and stopped', async () => {
  const clock = new SettableClock(start);
  const told: OutboxEvent[] = [];
  const publisher = {
    relay: (events: readonly OutboxEvent[]) => Promise.resolve(void told.push(...events)),
  } as unknown as EventPublisher;
  const sweeper = new OverdueSweeper(database, new DueScheduleStore(), new OutboxStore(), publisher, clock);
  const other = new OverdueSweeper(database, new DueScheduleStore(), new OutboxStore(), publisher, clock);
  const rig = new PlanningRig(database, clock);
  const task = given.task();
  const schedule = given.schedule(
    { kind: 'fixedRate', everyMs: 60_000 },
    { taskId: task.id, nextFireAt: start },
  );
  await database.transaction(async (session) => {
    await rig.tasks.insert(session, task, 'test');
    await rig.schedules.insert(session, schedule);
  });
  const look = async () => {
    await sweeper.runOnce();
    await other.runOnce();
  };

  clock.tick(overdueAfterMs);
  await look();
  clock.tick(1);
  await look();
  expect(told).toEqual([]);
  clock.tick(overdueAfterMs);
  await look();
  await look();
  expect(told).toMatchObject([
    {
      routingKey: 'schedule.overdue',
      payload: { kind: 'overdue', scheduleId: schedule.id, fromAt: start.toISOString() },
    },
  ]);
  await rig.planner.runOnce();
  await look();
  clock.tick(60_000 + overdueAfterMs);
  await look();
  await look();
  expect(told).toHaveLength(2);
});
