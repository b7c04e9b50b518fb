import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { WorkflowRunStore } from './workflow-run.store.js';

describe.each(['mysql', 'sqlite'] as const)('workflow runs on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const store = new WorkflowRunStore();

  it.each([
    ['running', 'succeeded', 'succeeded'],
    ['running', 'running', 'running'],
    ['cancelled', 'succeeded', 'cancelled'],
    ['failed', 'running', 'failed'],
    ['compensating', 'succeeded', 'compensating'],
  ] as const)('a step takes one that is %s to %s: it is %s then', async (before, wanted, after) => {
    const id = newId();
    const row = await database.transaction(async (session) => {
      await session.insertMany('workflow_run', [
        {
          ...{ run_id: id, workflow_id: newId(), version: 1, project: 'p', name: 'w', state: before },
          ...{ control: 'go', states: 'r', depth: 0, created_at: new Date() },
        },
      ]);
      const change = { id, state: wanted, states: 's', started_at: null, finished_at: null, failure: null };
      await store.change(session, [change]);
      return store.find(session, id);
    });
    expect(row).toMatchObject({ state: after, states: before === after && wanted !== after ? 'r' : 's' });
  });

  it('one that a master of an earlier version made gets what is missing when it is opened', async () => {
    const [id, scheduleId] = [newId(), newId()];
    const [planned, created] = [new Date('2026-01-01T00:00:00.000Z'), new Date('2026-01-02T00:00:00.000Z')];
    const row = await database.transaction(async (session) => {
      await session.insertMany('workflow_run', [
        {
          ...{ run_id: id, workflow_id: newId(), version: 1, project: 'p', name: 'w', state: 'pending' },
          ...{ control: 'go', states: '', depth: 0, planned_at: planned, created_at: created },
        },
      ]);
      const opening = { inputs: '{}', depth: 0, previous_at: null, next_at: null };
      await store.open(session, id, { ...opening, schedule_id: scheduleId });
      return store.find(session, id);
    });
    expect(row).toMatchObject({ stands_at: planned, schedule_id: scheduleId });
  });

  it('one that a master of an earlier version has opened gets the time it stands for with its next step', async () => {
    const id = newId();
    const [created, started] = [new Date('2026-01-02T00:00:00.000Z'), new Date('2026-01-02T00:00:05.000Z')];
    const row = await database.transaction(async (session) => {
      await session.insertMany('workflow_run', [
        {
          ...{ run_id: id, workflow_id: newId(), version: 1, project: 'p', name: 'w', state: 'running' },
          ...{ control: 'go', states: 'r', depth: 0, created_at: created, started_at: started },
        },
      ]);
      const change = { id, states: 's', started_at: started, finished_at: started, failure: null };
      await store.change(session, [{ ...change, state: 'succeeded' }]);
      return store.find(session, id);
    });
    expect(row).toMatchObject({ state: 'succeeded', stands_at: created });
  });
});
