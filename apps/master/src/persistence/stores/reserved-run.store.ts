import { Injectable } from '@nestjs/common';
import { isTerminal, runStates, type TaskDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunRow } from './run-row.js';

/** Slots in use of what a workflow run has reserved, on one worker. */
export interface UsedSlots {
  readonly workflowRunId: string;
  readonly workerId: string;
  readonly group: string;
  readonly slots: number;
}

const ended = runStates.filter(isTerminal);

/** Which runs belong to workflow runs with reserved slots: found without a look at all the runs there are. */
@Injectable()
export class ReservedRunStore {
  /** Notes those of new runs that may use slots reserved by their workflow runs. */
  async note(session: Session, runs: readonly RunRow[]): Promise<void> {
    const rows = runs.filter(usesReserved).map(({ id: run_id, workflow_run_id, group_name }) => {
      return { run_id, workflow_run_id, group_name };
    });
    if (rows.length > 0) session.insertManyLater('reserved_run', rows);
  }

  /** By what was pushed to workers and what runs there. */
  async used(session: Session, workflowRunIds: readonly string[]): Promise<UsedSlots[]> {
    if (workflowRunIds.length === 0) return [];
    const rows = await session.select<{
      workflow_run_id: string;
      worker_id: string;
      group_name: string;
      slots: number;
    }>(
      `SELECT q.workflow_run_id, q.group_name, r.worker_id, SUM(r.weight) AS slots
       FROM reserved_run q JOIN run r ON r.id = q.run_id
       WHERE q.workflow_run_id IN (?) AND r.state IN ('dispatched', 'running') AND r.worker_id IS NOT NULL
       GROUP BY q.workflow_run_id, q.group_name, r.worker_id`,
      [workflowRunIds],
    );
    return rows.map((row) => ({
      workflowRunId: row.workflow_run_id,
      workerId: row.worker_id,
      group: row.group_name,
      slots: Number(row.slots),
    }));
  }

  /** Runs in the backlog that are due, whoever holds them: the most urgent and oldest first. */
  async ready(
    session: Session,
    { workflowRunId, group }: Pick<UsedSlots, 'workflowRunId' | 'group'>,
    now: Date,
    limit: number,
  ): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      `SELECT r.id FROM reserved_run q JOIN run r ON r.id = q.run_id
       WHERE q.workflow_run_id = ? AND q.group_name = ? AND r.state = 'pending' AND r.eligible_at IS NOT NULL AND r.due_at <= ?
       ORDER BY r.priority, r.due_at, r.id LIMIT ?`,
      [workflowRunId, group, now, limit],
    );
    return rows.map((row) => row.id);
  }

  async forget(session: Session, runIds: readonly string[]): Promise<void> {
    if (runIds.length > 0) await session.execute('DELETE FROM reserved_run WHERE run_id IN (?)', [runIds]);
  }

  /** Forgets runs that are over or gone and that nobody has forgotten at their end, a few at a time. */
  async prune(session: Session, most: number): Promise<void> {
    const rows = await session.select<{ run_id: string }>(
      `SELECT q.run_id FROM reserved_run q LEFT JOIN run r ON r.id = q.run_id
       WHERE r.id IS NULL OR r.state IN (?) LIMIT ?`,
      [ended, most],
    );
    await this.forget(
      session,
      rows.map((row) => row.run_id),
    );
  }
}

function usesReserved({ overrides }: RunRow): boolean {
  return overrides !== null && (JSON.parse(overrides) as Partial<TaskDefinition>).usesReserved === true;
}
