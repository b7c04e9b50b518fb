import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExplainingSession, type Explained } from '../testing/explaining-session.js';
import { masterEntities } from './entities/index.js';
import { masterMigrations } from './migrations/index.js';
import { NodeRunStore } from './stores/node-run.store.js';
import { StandingWorkflowRunStore } from './stores/standing-workflow-run.store.js';
import { WorkflowAuditStore } from './stores/workflow-audit.store.js';
import { WorkflowRunStore } from './stores/workflow-run.store.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const at = (n: number) => new Date(start.getTime() + n * 1_000);
const workflowIds = Array.from({ length: 20 }, newId);
const ids = Array.from({ length: 20_000 }, newId);

const stateOf = (n: number) => (n % 100 === 0 ? 'running' : n % 10 === 0 ? 'failed' : 'succeeded');
const rows = ids.map((run_id, n) => ({
  ...{ run_id, workflow_id: workflowIds[n % 20], version: 1 + (n % 2), project: 'p', name: 'w', depth: 0 },
  ...{ state: stateOf(n), control: 'go', states: n % 3 === 0 ? 's' : 'f', stands_at: at(n) },
  ...{ root_id: n % 5 === 0 ? ids[n - (n % 1_000)] : null, created_at: at(n) },
}));

describe('statements on workflow runs, with tens of thousands of them', () => {
  const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });

  beforeAll(async () => {
    await database.transaction(async (session) => {
      await session.insertMany('workflow_run', rows);
      const wakes = ids.map((id, n) => ({ id: newId(), workflow_run_id: id, due_at: at(n) }));
      await session.insertMany('workflow_wake', wakes);
      const nodes = ids.map((id, n) => ({
        ...{ id: `${id}.00000`, workflow_run_id: id, node_id: 'a', state: 'running', started_at: at(n) },
        awaiting: `event:p:e${n % 10}`,
      }));
      await session.insertMany('node_run', nodes);
    });
    await database.run((session) => session.select('ANALYZE TABLE workflow_run, workflow_wake, node_run'));
  }, 60_000);

  async function explain(work: (session: Session) => Promise<unknown>): Promise<Explained[]> {
    return database.transaction(async (inner) => {
      const explaining = new ExplainingSession(inner);
      await work(explaining.session);
      return explaining.explained;
    });
  }

  const standing = new StandingWorkflowRunStore();
  const runs = { workflowId: workflowIds[3]!, from: at(5_000), until: at(9_000), exceptId: '' };
  const places = new Map([1, 2].map((version) => [version, 0]));

  it.each<[string, string, (session: Session) => Promise<unknown>]>([
    [
      'the newest in a state',
      'ix_workflow_run_standing',
      (s) => standing.newestIn(s, runs, ['succeeded', 'failed']),
    ],
    ['versions of a time', 'ix_workflow_run_standing', (s) => standing.versions(s, runs)],
    [
      'the newest with a node',
      'ix_workflow_run_standing',
      (s) => standing.newestWithNode(s, runs, places, ['succeeded']),
    ],
    [
      'nodes that wait',
      'ix_node_run_awaiting',
      (s) => new NodeRunStore().awaiting(s, ['event:p:e3'], '', 1_000),
    ],
    ['those inside of one', 'ix_workflow_run_inside', (s) => new WorkflowRunStore().countInside(s, ids[0]!)],
    ['open ones', 'ix_workflow_run_in_state', (s) => new WorkflowAuditStore().open(s, ids[500]!, 100)],
    ['awake ones', 'ix_workflow_wake_of_run', (s) => new WorkflowAuditStore().awake(s, ids.slice(0, 100))],
  ])('%s are found by %s', async (_, key, work) => {
    const explained = await explain(work);
    expect(explained.length).toBeGreaterThan(0);
    for (const each of explained) {
      // With the state or without it, where there are few.
      expect(each.key?.replace(/_so$/, ''), each.sql).toBe(key);
      expect(each.extra, each.sql).not.toMatch(/filesort/);
      expect(each.rows, each.sql).toBeLessThan(2_500);
    }
  });
});
