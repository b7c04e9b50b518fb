import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExplainingSession, type Explained } from '../testing/explaining-session.js';
import { masterEntities } from './entities/index.js';
import { masterMigrations } from './migrations/index.js';
import { ParkedRunStore } from './stores/parked-run.store.js';
import { SlotRequestStore } from './stores/slot-request.store.js';
import { WorkflowWaitStore } from './stores/workflow-wait.store.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const at = (n: number) => new Date(start.getTime() + n * 1_000);
const ids = Array.from({ length: 20_000 }, newId);
const limitIds = Array.from({ length: 200 }, newId);
const parked = ids.map((run_id, n) => ({
  ...{ run_id, waits_for: n % 2 === 0 ? 'slots:reserved' : `task:${limitIds[n % 200]!}`, priority: n % 4 },
  ...{ group_name: '~workflow', slots: 1, due_at: at(-n), parked_at: start },
}));
const requests = ids.flatMap((run_id, n) =>
  n % 2 === 0 ? [{ run_id, wants: '[]', asked_at: start, obtained_at: n % 20 === 0 ? start : null }] : [],
);
const workflowRuns = ids.map((run_id, n) => ({
  ...{ run_id, workflow_id: limitIds[n % 200]!, version: 1, project: 'p', name: 'w', depth: 0, states: '' },
  ...{ state: n % 10 === 0 ? 'running' : 'pending', control: 'go', created_at: start },
  root_id: n % 100 === 0 ? null : ids[n - (n % 100)]!,
}));
const wakes = ids.map((workflow_run_id, n) => ({
  id: newId(),
  workflow_run_id,
  node_id: 'n',
  due_at: at(n),
}));

describe('statements on workflow runs that wait, with tens of thousands of them', () => {
  const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });
  const waits = new WorkflowWaitStore();
  const roots = [ids[0]!, ids[500]!];

  beforeAll(async () => {
    await database.transaction(async (session) => {
      await session.insertMany('parked_run', parked);
      await session.insertMany('slot_request', requests);
      await session.insertMany('workflow_run', workflowRuns);
      await session.insertMany('workflow_wake', wakes);
      const holds = ids.map((run_id, n) => ({
        limit_id: limitIds[n % 200]!,
        run_id,
        slots: 1,
        since_at: start,
      }));
      await session.insertMany('pool_hold', holds);
    });
    await database.run((session) =>
      session.select('ANALYZE TABLE parked_run, slot_request, workflow_run, workflow_wake, pool_hold'),
    );
  }, 120_000);

  async function explain(work: (session: Session) => Promise<unknown>): Promise<Explained[]> {
    return database.transaction(async (inner) => {
      const explaining = new ExplainingSession(inner);
      await work(explaining.session);
      return explaining.explained.filter(({ table }) => table && !table.startsWith('<'));
    });
  }

  it.each<[string, readonly string[], (session: Session) => Promise<unknown>]>([
    [
      'the first of those that wait for slots',
      ['ix_parked_run_waiting'],
      (s) => new ParkedRunStore().first(s, 'slots:reserved', 1_000),
    ],
    ['whether any does', ['ix_slot_request_waiting'], (s) => new SlotRequestStore().isAnyWaiting(s)],
    ['their requests', ['PRIMARY'], (s) => new SlotRequestStore().lockWaiting(s, ids.slice(0, 50))],
    ['who has slots of limits', ['PRIMARY'], (s) => waits.holds(s, limitIds.slice(0, 2))],
    [
      'inside of whom somebody waits',
      ['ix_workflow_run_inside', 'PRIMARY'],
      (s) => waits.withWaiting(s, roots),
    ],
    ['who waits himself', ['PRIMARY'], (s) => waits.waiting(s, roots)],
    [
      'who is inside of whom',
      ['ix_workflow_run_inside', 'PRIMARY', 'ix_workflow_wake_of_run'],
      (s) => waits.families(s, roots),
    ],
  ])('%s go by %s', async (_, keys, work) => {
    const explained = await explain(work);
    for (const each of explained.filter(({ extra }) => !/no matching row|Impossible/i.test(extra))) {
      expect(keys, each.sql).toContain(each.key);
      expect(each.extra, each.sql).not.toMatch(/filesort/);
      expect(each.rows, each.sql).toBeLessThan(15_000);
    }
    expect(explained.length).toBeGreaterThan(0);
  });

  it('the first of those that wait are read no further than wanted', async () => {
    const readNext = async (session: Session) => {
      const rows = await session.select<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
      return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
    };
    const read = await database.transaction(async (session) => {
      const before = await readNext(session);
      await new ParkedRunStore().first(session, 'slots:reserved', 100);
      return (await readNext(session)) - before;
    });
    expect(read).toBeLessThan(2_000);
  });
});
