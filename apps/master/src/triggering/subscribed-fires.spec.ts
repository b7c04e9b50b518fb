import type { Trigger } from '@orrery/domain';
import { SettableClock, useDatabase } from '@orrery/testing';
import { expect, it } from 'vitest';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { ChangingRig } from '../testing/changing-rig.js';
import { given } from '../testing/specimens.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const onEvent: Trigger = { kind: 'event', event: 'closed' };
const { database } = useDatabase({
  kind: 'sqlite',
  entities: masterEntities,
  migrations: masterMigrations,
});

it('pauses a schedule whose hours cannot be read, and starts the others', async () => {
  const rig = new ChangingRig(database, new SettableClock(start));
  const task = given.task();
  const waiting = { taskId: task.id, nextFireAt: null };
  const dailyWindow = { from: '09:00', to: '17:00', timeZone: 'Gone/Zone' };
  const broken = given.schedule(onEvent, { ...waiting, name: 'broken', dailyWindow });
  const sound = given.schedule(onEvent, waiting);
  await database.transaction(async (session) => {
    await rig.tasks.insert(session, task, 'test');
    for (const schedule of [broken, sound]) await rig.schedules.insert(session, schedule);
  });
  const started = await rig.occur([{ subscription: 'event:default:closed', params: {} }]);
  const found = await database.run((session) => rig.schedules.findAll(session, [broken.id, sound.id]));
  expect(new Map(found.map(({ id, state }) => [id, state]))).toEqual(
    new Map([
      [broken.id, 'paused'],
      [sound.id, 'active'],
    ]),
  );
  expect(await database.run((session) => rig.runs.findAll(session, started))).toMatchObject([
    { schedule_id: sound.id, state: 'pending' },
  ]);
});
