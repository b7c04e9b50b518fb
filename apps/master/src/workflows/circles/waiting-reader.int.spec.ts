import { workflowGroup } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import { WorkflowWaitStore } from '../../persistence/stores/workflow-wait.store.js';
import { WaitingReader } from './waiting-reader.js';

const now = new Date('2026-03-01T12:00:00.000Z');

describe.each(['mysql', 'sqlite'] as const)('workflow runs that wait for each other, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const reader = new WaitingReader(new ParkedRunStore(), new WorkflowWaitStore());
  const insert = (table: string, row: object) =>
    database.run((session) => session.insertMany(table, [row as Record<string, unknown>]));

  beforeEach(async () => {
    for (const table of ['task', 'run', 'workflow_run', 'parked_run', 'pool_hold', 'workflow_wake'])
      await database.run((session) => session.execute(`DELETE FROM ${table}`, []));
  });

  const task = (id: string, of: 'workflow' | 'shell', slots: number) =>
    insert('task', {
      ...{ id, project: 'p', name: id, kind: of, state: 'active', version: 1, max_concurrent: slots },
      ...{ definition: '{}', created_at: now, updated_at: now },
    });
  /** @param inside the run it is a node of. */
  const run = async (workflowId: string, state: 'pending' | 'running', inside?: string) => {
    const id = newId();
    const common = { project: 'p', state, created_at: now };
    await insert('run', {
      ...{ id, task_id: workflowId, task_version: 1, task_name: 'w', group_name: workflowGroup, ...common },
      ...{ attempt: 1, losses: 0, priority: 2, due_at: now, params: '{}', weight: 1 },
      ...{ workflow_run_id: inside ?? null, node_id: inside === undefined ? null : 'in' },
    });
    await insert('workflow_run', {
      ...{ run_id: id, workflow_id: workflowId, version: 1, name: 'w', control: 'go', states: '', depth: 0 },
      ...{ root_id: inside ?? null, ...common },
    });
    return id;
  };
  const holds = (limitId: string, runId: string) =>
    insert('pool_hold', { limit_id: limitId, run_id: runId, slots: 1, since_at: now });
  const parks = (runId: string, limitId: string) =>
    insert('parked_run', {
      ...{ run_id: runId, waits_for: `task:${limitId}`, group_name: workflowGroup, priority: 2, slots: 1 },
      ...{ due_at: now, parked_at: now },
    });
  /** That it is to be looked at, at that time. */
  const wake = (runId: string, nodeId: string | null) =>
    insert('workflow_wake', { id: newId(), workflow_run_id: runId, node_id: nodeId, due_at: now });
  const circles = async () => (await database.run((session) => reader.read(session))).circles;
  /** A run of one workflow that has its slot, and has one of another one inside of it that waits. */
  const holding = async (workflowId: string, wanted: string) => {
    const id = await run(workflowId, 'running');
    await holds(workflowId, id);
    const inner = await run(wanted, 'pending', id);
    await parks(inner, wanted);
    return [id, inner];
  };

  it('are found by the slots that they have and want', async () => {
    const [a, b] = [newId(), newId()];
    for (const id of [a, b]) await task(id, 'workflow', 1);
    const one = await holding(a, b);
    expect(await circles()).toEqual([]);
    const other = await holding(b, a);
    expect(await circles()).toEqual([[...one, ...other].sort()]);
  });

  it.each<[string, (outer: string, inner: string) => Promise<unknown>]>([
    ['of a node', (outer) => wake(outer, 'in')],
    ['of a workflow run', (outer) => wake(outer, null)],
    [
      'by which one must have begun',
      (_, inner) =>
        database.run((session) =>
          session.execute('UPDATE run SET queue_deadline_at = ? WHERE id = ?', [now, inner]),
        ),
    ],
  ])('are none where one has a deadline: that %s', async (_, limitTime) => {
    const [a, b] = [newId(), newId()];
    for (const id of [a, b]) await task(id, 'workflow', 1);
    const [outer, inner] = await holding(a, b);
    await holding(b, a);
    await wake(outer!, 'other');
    expect(await circles()).toHaveLength(1);
    await limitTime(outer!, inner!);
    expect(await circles()).toEqual([]);
  });

  it('are none where a slot is left, or where the limit is one of tasks', async () => {
    const [a, b, c] = [newId(), newId(), newId()];
    await task(a, 'workflow', 1);
    await task(b, 'workflow', 2);
    await task(c, 'shell', 1);
    await holding(a, b);
    await holding(b, a);
    await holding(c, a);
    expect(await circles()).toEqual([]);
  });
});
