import { Injectable } from '@nestjs/common';
import type { NodeState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { groupsOf } from '../groups-of.js';
import { nodeRunRange } from './node-run.store.js';

/** When a node ran, and how far it is. */
export interface NodeTimes {
  readonly id: string;
  readonly node_id: string;
  readonly state: NodeState;
  readonly run_id: string | null;
  readonly undo_run_id: string | null;
  readonly until_at: Date | null;
  readonly total: number | null;
  readonly begun: number | null;
  readonly ended: number | null;
  readonly failed: number | null;
  readonly undo_total: number | null;
  readonly undone: number | null;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  /** Number of the present or last attempt of its run. */
  readonly attempt: number | null;
  /** The same of the run that undoes it. */
  readonly undo_attempt: number | null;
}

/** One try of a run. */
export interface AttemptTimes {
  readonly run_id: string;
  readonly attempt: number;
  readonly state: string;
  readonly worker_id: string | null;
  /** Of the present or last attempt. */
  readonly due_at: Date | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

/** When the first item of a map began to run, and the last of those that have ended did. */
export interface ItemTimes {
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

/** When a run that undoes an item was made, and began. */
export interface UndoTimes {
  readonly created_at: Date;
  readonly started_at: Date | null;
}

const columns = `n.id, n.node_id, n.state, n.run_id, n.undo_run_id, n.until_at, n.total, n.begun, n.ended, n.failed,
  n.undo_total, n.undone, n.started_at, n.finished_at, r.attempt, u.attempt AS undo_attempt`;

/** Reads when the nodes of workflow runs ran. */
@Injectable()
export class NodeTimeStore {
  /** Those that have started, in their order; only those behind the row with the id `after`. */
  async list(
    session: Session,
    workflowRunId: string,
    most: number,
    after?: string,
  ): Promise<readonly NodeTimes[]> {
    const [from, to] = nodeRunRange(workflowRunId);
    return session.select<NodeTimes>(
      `SELECT ${columns} FROM node_run n LEFT JOIN run r ON r.id = n.run_id LEFT JOIN run u ON u.id = n.undo_run_id
       WHERE n.id > ? AND n.id > ? AND n.id < ? ORDER BY n.id LIMIT ?`,
      [from, after ?? from, to, most],
    );
  }

  /** Every attempt of the runs, by run, the present one last. */
  async attempts(session: Session, runIds: readonly string[]): Promise<Map<string, AttemptTimes[]>> {
    if (runIds.length === 0) return new Map();
    const rows = await session.select<AttemptTimes>(
      `SELECT run_id, attempt, state, worker_id, NULL AS due_at, started_at, finished_at FROM run_attempt WHERE run_id IN (?)
       UNION ALL SELECT id, attempt, state, worker_id, due_at, started_at, finished_at FROM run WHERE id IN (?)
       ORDER BY run_id, attempt`,
      [runIds, runIds],
    );
    return new Map(groupsOf(rows, ({ run_id: id }) => id).map((group) => [group[0]!.run_id, [...group]]));
  }

  /** When the items of a map ran. */
  async itemTimes(session: Session, nodeRunId: string): Promise<ItemTimes> {
    const [row] = await session.select<ItemTimes>(
      `SELECT MIN(r.started_at) AS started_at, MAX(r.finished_at) AS finished_at
       FROM node_item i JOIN run r ON r.id = i.run_id WHERE i.id > ? AND i.id < ?`,
      [`${nodeRunId}.`, `${nodeRunId}/`],
    );
    return row!;
  }

  /** The run that undid the first of the items of a map that its workflow run has undone: of the last item. */
  async firstUndo(session: Session, nodeRunId: string): Promise<UndoTimes | undefined> {
    const [row] = await session.select<UndoTimes>(
      `SELECT r.created_at, r.started_at FROM node_item i
       JOIN node_run n ON n.id = ? JOIN run r ON r.id = i.undo_run_id AND r.workflow_run_id = n.workflow_run_id
       WHERE i.id > ? AND i.id < ? ORDER BY i.id DESC LIMIT 1`,
      [nodeRunId, `${nodeRunId}.`, `${nodeRunId}/`],
    );
    return row;
  }

  /** The runs of nodes, by the ids of their rows; null for those without one. */
  async runIds(session: Session, ids: readonly string[]): Promise<Map<string, string | null>> {
    if (ids.length === 0) return new Map();
    const rows = await session.select<{ id: string; run_id: string | null }>(
      'SELECT id, run_id FROM node_run WHERE id IN (?)',
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.run_id]));
  }
}
