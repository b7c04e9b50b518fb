import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';

/** That a workflow run is to be looked at. */
export interface WorkflowWakeRow {
  readonly id: string;
  readonly workflow_run_id: string;
  /** The node it is about; null: the whole. */
  readonly node_id: string | null;
  readonly due_at: Date;
}

export type NewWake = Omit<WorkflowWakeRow, 'id'>;

/** Keeps when workflow runs have to be looked at: what a timer in memory would forget. */
@Injectable()
export class WorkflowWakeStore {
  async insertAll(session: Session, wakes: readonly NewWake[]): Promise<void> {
    if (wakes.length === 0) return;
    session.insertManyLater(
      'workflow_wake',
      wakes.map((wake) => ({ id: newId(), ...wake })),
    );
  }

  /** Those whose time has come, locked against other masters. */
  async claimDue(session: Session, now: Date, limit: number): Promise<WorkflowWakeRow[]> {
    return session.select<WorkflowWakeRow>(
      `SELECT * FROM workflow_wake WHERE due_at <= ? ORDER BY due_at, id LIMIT ? ${session.dialect.skipLocked}`,
      [now, limit],
    );
  }

  async remove(session: Session, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await session.execute('DELETE FROM workflow_wake WHERE id IN (?)', [ids]);
  }

  /** Those of workflow runs that are due after a time. */
  async removeAfter(session: Session, workflowRunIds: readonly string[], after: Date): Promise<void> {
    if (workflowRunIds.length === 0) return;
    await session.execute('DELETE FROM workflow_wake WHERE workflow_run_id IN (?) AND due_at > ?', [
      workflowRunIds,
      after,
    ]);
  }

  /** Has them looked at later, whatever else happens. */
  async putOff(session: Session, ids: readonly string[], dueAt: Date): Promise<void> {
    if (ids.length > 0)
      await session.execute('UPDATE workflow_wake SET due_at = ? WHERE id IN (?)', [dueAt, ids]);
  }
}
