import { Injectable } from '@nestjs/common';
import { openWorkflowRunStates, type RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';

/** A limit on the runs of one workflow, which some of them wait for. */
export interface WorkflowLimit {
  readonly id: string;
  readonly slots: number;
  /** Of a pool; null: it is the workflow's `maxConcurrent`. */
  readonly pool: string | null;
}

/** A run that has slots of a limit. */
export interface WorkflowHold {
  readonly limit_id: string;
  readonly run_id: string;
  readonly slots: number;
  /** The outermost workflow run it is inside of, which may be itself; null: it is none. */
  readonly root_id: string | null;
}

/** A workflow run that has not ended, and what it waits for outside of the backlog. */
export interface OpenWorkflowRun {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly state: RunState;
  /** The workflow run whose node it is. */
  readonly parent_id: string | null;
  readonly waits_for: string | null;
  /** 1: it, or the node whose run it is, is ended when a time has come; 0: never. */
  readonly has_deadline: number;
}

/** Who has a deadline is looked at by then: the wakes tell, of a run as a whole or of one of its nodes. */
const hasDeadline = `CASE WHEN r.queue_deadline_at IS NOT NULL
  OR EXISTS (SELECT 1 FROM workflow_wake own WHERE own.workflow_run_id = r.id AND own.node_id IS NULL)
  OR EXISTS (SELECT 1 FROM workflow_wake outer_one WHERE outer_one.workflow_run_id = r.workflow_run_id AND outer_one.node_id = r.node_id)
  THEN 1 ELSE 0 END`;

/** Reads which workflow runs wait for slots that others have, and for others inside of them. */
@Injectable()
export class WorkflowWaitStore {
  /** Those of the limits that workflow runs fall under, and no other runs. */
  async limits(
    session: Session,
    taskIds: readonly string[],
    poolIds: readonly string[],
  ): Promise<WorkflowLimit[]> {
    const own =
      taskIds.length === 0
        ? []
        : await session.select<WorkflowLimit>(
            `SELECT id, max_concurrent AS slots, NULL AS pool FROM task WHERE id IN (?) AND kind = 'workflow'`,
            [taskIds],
          );
    if (poolIds.length === 0) return own;
    const pools = await session.select<WorkflowLimit>(
      `SELECT p.id, p.slots, p.name AS pool FROM pool p JOIN task t ON t.id = p.task_id
       WHERE p.id IN (?) AND t.kind = 'workflow'`,
      [poolIds],
    );
    return [...own, ...pools];
  }

  async holds(session: Session, limitIds: readonly string[]): Promise<WorkflowHold[]> {
    if (limitIds.length === 0) return [];
    return session.select<WorkflowHold>(
      `SELECT h.limit_id, h.run_id, h.slots, COALESCE(w.root_id, w.run_id) AS root_id
       FROM pool_hold h LEFT JOIN workflow_run w ON w.run_id = h.run_id WHERE h.limit_id IN (?)`,
      [limitIds],
    );
  }

  /** Those of the outermost ones inside of which somebody waits outside of the backlog. */
  async withWaiting(session: Session, rootIds: readonly string[]): Promise<string[]> {
    if (rootIds.length === 0) return [];
    const rows = await session.select<{ root_id: string }>(
      `SELECT DISTINCT w.root_id FROM workflow_run w JOIN parked_run p ON p.run_id = w.run_id
       WHERE w.root_id IN (?) AND w.state = 'pending'`,
      [rootIds],
    );
    return rows.map((row) => row.root_id);
  }

  /** Those of them that wait outside of the backlog themselves. */
  async waiting(session: Session, rootIds: readonly string[]): Promise<string[]> {
    if (rootIds.length === 0) return [];
    const rows = await session.select<{ run_id: string }>(
      'SELECT run_id FROM parked_run WHERE run_id IN (?)',
      [rootIds],
    );
    return rows.map((row) => row.run_id);
  }

  /** The outermost ones and all inside of them that have not ended. */
  async families(session: Session, rootIds: readonly string[]): Promise<OpenWorkflowRun[]> {
    if (rootIds.length === 0) return [];
    const found: OpenWorkflowRun[] = [];
    for (const column of ['run_id', 'root_id']) {
      const rows = await session.select<OpenWorkflowRun>(
        `SELECT r.id, w.name, w.project, r.state, r.workflow_run_id AS parent_id, p.waits_for, ${hasDeadline} AS has_deadline
         FROM workflow_run w LEFT JOIN run r ON r.id = w.run_id LEFT JOIN parked_run p ON p.run_id = w.run_id
         WHERE w.${column} IN (?) AND w.state IN (?)`,
        [rootIds, openWorkflowRunStates],
      );
      found.push(...rows.filter(({ state }) => state === 'pending' || state === 'running'));
    }
    return found;
  }
}
