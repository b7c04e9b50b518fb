import { newId } from '@orrery/runtime';
import { SettableClock, useDatabase } from '@orrery/testing';
import { expect, it } from 'vitest';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { WorkflowWakeStore } from '../../persistence/stores/workflow-wake.store.js';
import { DueWorkflows, StuckWorkflowError } from './due-workflows.js';
import type { WorkflowMoves } from './workflow-moves.js';

const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });

it('puts off the wake of the workflow run that could not go on, and not one that came meanwhile', async () => {
  const clock = new SettableClock();
  const wakes = new WorkflowWakeStore();
  const moves = { move: () => Promise.reject(new Error('broken')) } as unknown as WorkflowMoves;
  const due = new DueWorkflows(database, wakes, moves, clock);
  const ago = (ms: number) => new Date(clock.now().getTime() - ms);
  const [elsewhere, broken] = [newId(), newId()];
  const wake = (id: string, dueAt: Date) =>
    database.transaction((session) =>
      wakes.insertAll(session, [{ workflow_run_id: id, node_id: null, due_at: dueAt }]),
    );
  await wake(broken, ago(1_000));
  const stuck = await due.moveSome(1).catch((error: unknown) => error);
  await wake(elsewhere, ago(2_000));
  expect(stuck).toBeInstanceOf(StuckWorkflowError);
  await due.putOff(stuck as StuckWorkflowError);
  const ready = await database.transaction((session) => wakes.claimDue(session, clock.now(), 10));
  expect(ready.map((wake) => wake.workflow_run_id)).toEqual([elsewhere]);
});
