import { SettableClock, useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { readMasterConfig } from '../config.js';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { MasterSettings } from '../master-settings.js';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { BacklogStore } from '../persistence/stores/backlog.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { given } from '../testing/specimens.js';
import { DispatchRecords } from './dispatch-records.js';
import { GroupCapacity } from './group-capacity.js';
import { HoldRenewal } from './hold-renewal.js';

const { database } = useDatabase({ kind: 'sqlite', entities: masterEntities, migrations: masterMigrations });
const dueAt = new Date('2026-03-01T10:00:00.000Z');
const after = (ms: number) => new Date(dueAt.getTime() + ms);

describe('the hold of due runs', () => {
  const clock = new SettableClock(dueAt);
  const definitions = new DefinitionCache(new TaskStore());
  const records = new DispatchRecords(database, new BacklogStore(), definitions, clock, new GroupCapacity());
  const settings = new MasterSettings(readMasterConfig({ ORRERY_NODE_ID: 'm1' }));
  const hold = new HoldRenewal(records, settings);
  const held = (over: Partial<RunRow> = {}) =>
    given.run({ state: 'pending', due_at: dueAt, eligible_at: after(500), ...over });

  beforeEach(() => clock.set(dueAt));

  it('is renewed before it is over, for two seconds at most', () => {
    const verdicts = (ms: number, run = held()) => {
      clock.set(after(ms));
      return [hold.isEnding(run), hold.isOver(run)];
    };
    expect(verdicts(200)).toEqual([false, false]);
    expect(verdicts(300)).toEqual([true, false]);
    expect(verdicts(460)).toEqual([false, true]);
    expect(verdicts(2_100, held({ eligible_at: after(2_200) }))).toEqual([false, false]);
  });

  it('is put off in the database, but not of a run that was sent or parked meanwhile', async () => {
    const [waiting, sent] = [held(), held({ state: 'dispatched', first_dispatched_at: dueAt })];
    const parked = held({ eligible_at: null });
    const runs = new RunStore();
    await database.transaction((session) => runs.insertAll(session, [waiting, sent, parked]));
    clock.set(after(300));
    const renewed = await hold.renew([waiting, sent, parked]);
    expect(renewed.map((run) => run.eligible_at)).toEqual(Array(3).fill(after(800)));
    const stored = await database.run((session) => runs.findAll(session, [waiting.id, sent.id, parked.id]));
    const eligible = new Map(stored.map((run) => [run.id, run.eligible_at]));
    expect([waiting, sent, parked].map(({ id }) => eligible.get(id))).toEqual([after(800), after(500), null]);
  });
});
