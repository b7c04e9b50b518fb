import { Injectable } from '@nestjs/common';
import type { ListedRunDto, Page, RunListQuery } from '@orrery/contracts';
import { openWorkflowRunStates, terminalRunStates } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';
import { filledColumns } from '../filled-columns.js';
import { listedRunColumns, toListedRunDto, type ListedRun, type RunRow } from './run-row.js';
import { taskSubscription } from './schedule-row.js';
import type { WorkflowRunRow } from './workflow-run-row.js';
import { insertWorkflowRuns } from './workflow-run.store.js';

/** A run that has not ended. */
export type OpenRun = Pick<RunRow, 'id' | 'state'>;

/** A run of which a worker has told something. */
export type ReportedRun = RunRow & { readonly is_awaited: number };

/** A run of which a worker has told something, and the workflow run that it is a node of. */
export interface ReportedNode {
  readonly run: ReportedRun | undefined;
  readonly workflowRun: WorkflowRunRow | undefined;
}

/** Keeps runs: makes them, finds them, lists them. What changes their state stands in the stores beside this one. */
@Injectable()
export class RunStore {
  async insertAll(session: Session, rows: readonly RunRow[]): Promise<void> {
    session.insertManyLater('run', filledColumns(rows as unknown as Record<string, unknown>[]));
    await insertWorkflowRuns(session, rows);
  }

  async find(session: Session, id: string): Promise<RunRow | undefined> {
    const [row] = await session.select<RunRow>('SELECT * FROM run WHERE id = ?', [id]);
    return row;
  }

  async findAll(session: Session, ids: readonly string[]): Promise<RunRow[]> {
    return session.select<RunRow>('SELECT * FROM run WHERE id IN (?)', [ids]);
  }

  /** Runs by id, locked until the transaction ends; in the order of their ids, so that no two batches wait for each other. */
  async lockAll(session: Session, ids: readonly string[]): Promise<RunRow[]> {
    return session.select<RunRow>(
      `SELECT * FROM run WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
      [ids],
    );
  }

  /** As `lockAll`, and in the same statement whether schedules wait for the success of each: mostly none does. */
  async lockReported(session: Session, ids: readonly string[]): Promise<ReportedRun[]> {
    const { sql, params } = selectReported(session, ids);
    return session.select<ReportedRun>(sql, params);
  }

  /** As `lockReported` for one run alone, and with it the workflow run, which its end moves on: somebody waits for that. */
  async lockReportedNode(session: Session, id: string): Promise<ReportedNode> {
    const [runs, workflowRuns] = await session.selectAll([
      selectReported(session, [id]),
      {
        sql: `SELECT w.* FROM workflow_run w WHERE w.run_id = (SELECT r.workflow_run_id FROM run r WHERE r.id = ?)
              ${session.dialect.forUpdate}`,
        params: [id],
      },
    ]);
    const [run] = runs as unknown as ReportedRun[];
    const [workflowRun] = workflowRuns as unknown as WorkflowRunRow[];
    return { run, workflowRun };
  }

  /** Newest first, without values that are long. */
  async list(
    session: Session,
    query: RunListQuery,
    projects?: readonly string[],
  ): Promise<Page<ListedRunDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('id < ?', cursorKey(query))
      .where('task_id = ?', query.taskId)
      .where('schedule_id = ?', query.scheduleId)
      .where('project = ?', query.project)
      .where('project IN (?)', projects)
      .where('state = ?', query.state)
      .where('worker_id = ?', query.workerId);
    const rows = await session.select<ListedRun>(
      `SELECT ${listedRunColumns('run')} FROM run ${conditions.toString()} ORDER BY id DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.id, toListedRunDto);
  }

  /** Ids of a task's runs from the one id up to the other, the newest first. */
  async idsOfTask(
    session: Session,
    taskId: string,
    { fromId, before }: { readonly fromId: string; readonly before: string },
    limit: number,
  ): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      'SELECT id FROM run WHERE task_id = ? AND id >= ? AND id < ? ORDER BY id DESC LIMIT ?',
      [taskId, fromId, before, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Runs of a task that have not ended. */
  async openOfTask(session: Session, taskId: string): Promise<OpenRun[]> {
    return session.select<OpenRun>(
      "SELECT id, state FROM run WHERE task_id = ? AND state IN ('pending', 'dispatched', 'running')",
      [taskId],
    );
  }

  /** Running runs whose end somebody asked for. */
  async runningWithCancelRequest(session: Session): Promise<RunRow[]> {
    return session.select<RunRow>(
      "SELECT * FROM run WHERE state = 'running' AND cancel_requested_at IS NOT NULL AND worker_id IS NOT NULL LIMIT 500",
    );
  }

  /** Waiting runs past the time by which they must have started. Locked. */
  async claimOverdueInQueue(session: Session, now: Date, limit: number): Promise<RunRow[]> {
    return session.select<RunRow>(
      `SELECT * FROM run WHERE queue_deadline_at <= ? AND state IN ('pending', 'dispatched')
       ORDER BY queue_deadline_at LIMIT ? ${session.dialect.skipLocked}`,
      [now, limit],
    );
  }

  /** Removes runs that were planned and never went out; they are locked. */
  async forget(session: Session, ids: readonly string[]): Promise<void> {
    await session.execute("DELETE FROM run WHERE id IN (?) AND state = 'pending'", [ids]);
    await session.execute("DELETE FROM workflow_run WHERE run_id IN (?) AND state = 'pending'", [ids]);
  }

  /** Ended runs made before the id, but for parts of open workflow runs. */
  async prunable(session: Session, beforeId: string, limit: number): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      `SELECT id FROM run WHERE id < ? AND state IN (?) AND (workflow_run_id IS NULL
         OR workflow_run_id NOT IN (SELECT run_id FROM workflow_run WHERE state IN (?))) ORDER BY id LIMIT ?`,
      [beforeId, terminalRunStates, openWorkflowRunStates, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Removes runs with their attempts, what those took, and checkpoints. */
  async remove(session: Session, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await session.execute('DELETE FROM run_attempt WHERE run_id IN (?)', [ids]);
    await session.execute('DELETE FROM attempt_execution WHERE run_id IN (?)', [ids]);
    await session.execute('DELETE FROM attempt_sample WHERE run_id IN (?)', [ids]);
    await session.execute('DELETE FROM run_checkpoint WHERE run_id IN (?)', [ids]);
    await session.execute('DELETE FROM run_shard WHERE parent_id IN (?)', [ids]);
    await session.execute('DELETE FROM run WHERE id IN (?)', [ids]);
  }
}

function selectReported({ dialect }: Session, ids: readonly string[]) {
  return {
    sql: `SELECT run.*, EXISTS (SELECT 1 FROM schedule s WHERE s.subscription = REPLACE(?, '#', run.task_id)
            AND s.state IN ('active', 'paused')) AS is_awaited
          FROM run WHERE id IN (?) ORDER BY id ${dialect.forUpdate}`,
    params: [taskSubscription('#'), ids],
  };
}
