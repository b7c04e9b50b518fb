import { Injectable } from '@nestjs/common';
import type { NodeState, RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { filledColumns } from '../filled-columns.js';
import { groupsOf } from '../groups-of.js';
import type { WorkflowFailure } from './workflow-run-row.js';

/** A node that has started, as its table keeps it. */
export interface NodeRunRow {
  readonly id: string;
  readonly workflow_run_id: string;
  readonly node_id: string;
  readonly state: NodeState;
  readonly run_id: string | null;
  readonly undo_run_id: string | null;
  /** Of a map: the item that is being undone, or was undone last. */
  readonly undo_index: number | null;
  /** Of a map: items that were to be undone; null: nothing was. */
  readonly undo_total: number | null;
  /** Of a map: items that are undone. */
  readonly undone: number | null;
  /** Why it could not be undone, where no run tells. */
  readonly undo_failure: string | null;
  readonly awaiting: string | null;
  readonly until_at: Date | null;
  readonly total: number | null;
  readonly begun: number | null;
  readonly ended: number | null;
  readonly failed: number | null;
  readonly outputs: string | null;
  readonly detail: string | null;
  readonly failure: string | null;
  readonly started_at: Date;
  readonly finished_at: Date | null;
}

/** How a node ended. */
export interface NodeRunEnd {
  readonly id: string;
  readonly state: NodeState;
  readonly at: Date;
}

/** What more there is to write about one node. */
export type NodeRunDetail = Partial<
  Pick<
    NodeRunRow,
    | 'run_id'
    | 'outputs'
    | 'detail'
    | 'failure'
    | 'undo_run_id'
    | 'undo_index'
    | 'undo_total'
    | 'undone'
    | 'undo_failure'
    | 'awaiting'
    | 'until_at'
    | 'begun'
  >
> & { readonly id: string };

/** How far undoing a node got. */
export interface NodeUndoing extends Pick<
  NodeRunRow,
  'undo_run_id' | 'undo_index' | 'undo_total' | 'undone'
> {
  /** Of the run that undoes it, or that undid an item of it last. */
  readonly run_state: RunState | null;
  readonly failure: string | null;
}

/** The key of a node's row: in the order of the nodes, all rows of a workflow run side by side. */
export function nodeRunId(workflowRunId: string, number: number): string {
  return `${workflowRunId}.${String(number).padStart(5, '0')}`;
}

/** From its first possible row to behind its last one: '.' and '/' are neighbours. */
export function nodeRunRange(workflowRunId: string): [string, string] {
  return [`${workflowRunId}.`, `${workflowRunId}/`];
}

/** Keeps the nodes that have started. */
@Injectable()
export class NodeRunStore {
  async insertAll(session: Session, rows: readonly NodeRunRow[]): Promise<void> {
    if (rows.length === 0) return;
    session.insertManyLater('node_run', filledColumns(rows as unknown as Record<string, unknown>[]));
  }

  /** Nodes whose workflow run is locked; one statement for all that end alike. */
  async end(session: Session, ends: readonly NodeRunEnd[]): Promise<void> {
    for (const group of groupsOf(ends, ({ state, at }) => `${state} ${at.getTime()}`)) {
      const { state, at } = group[0]!;
      session.executeLater(
        'UPDATE node_run SET state = ?, finished_at = ?, awaiting = NULL, until_at = NULL WHERE id IN (?)',
        [state, at, group.map(({ id }) => id)],
      );
    }
  }

  async describe(session: Session, { id, ...columns }: NodeRunDetail): Promise<void> {
    const names = Object.keys(columns);
    if (names.length === 0) return;
    session.executeLater(
      `UPDATE node_run SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
      [...Object.values(columns), id],
    );
  }

  async find(session: Session, id: string): Promise<NodeRunRow | undefined> {
    return (await this.findAll(session, [id])).get(id);
  }

  async findAll(session: Session, ids: readonly string[]): Promise<Map<string, NodeRunRow>> {
    if (ids.length === 0) return new Map();
    const rows = await session.select<NodeRunRow>('SELECT * FROM node_run WHERE id IN (?)', [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Counts items of a map that have ended, and returns how far the map is then. Its workflow run is locked. */
  async countItems(session: Session, id: string, ended: number, failed: number): Promise<NodeRunRow> {
    await session.execute('UPDATE node_run SET ended = ended + ?, failed = failed + ? WHERE id = ?', [
      ended,
      failed,
      id,
    ]);
    return (await this.find(session, id))!;
  }

  /** What nodes gave: the result of their run where they have one. */
  async outputs(session: Session, ids: readonly string[]): Promise<Map<string, unknown>> {
    if (ids.length === 0) return new Map();
    const rows = await session.select<{ id: string; outputs: string | null; result: string | null }>(
      `SELECT n.id, n.outputs, r.result FROM node_run n LEFT JOIN run r ON r.id = n.run_id WHERE n.id IN (?)`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, parsed(row.outputs ?? row.result)]));
  }

  /** Counts an item of a map that is undone. Its workflow run is locked. */
  async countUndone(session: Session, id: string): Promise<void> {
    await session.execute('UPDATE node_run SET undone = COALESCE(undone, 0) + 1 WHERE id = ?', [id]);
  }

  /** Why a node failed: what stands with it, or with the run that did it. */
  async failureOf(session: Session, id: string): Promise<WorkflowFailure | undefined> {
    const [row] = await session.select<{ own: string | null; run: string | null }>(
      `SELECT n.failure AS own, r.failure AS run FROM node_run n LEFT JOIN run r ON r.id = n.run_id WHERE n.id = ?`,
      [id],
    );
    const text = row?.own ?? row?.run;
    return text ? (JSON.parse(text) as WorkflowFailure) : undefined;
  }

  /** How far undoing a node got, and why no further. */
  async undoingOf(session: Session, id: string): Promise<NodeUndoing | undefined> {
    const [row] = await session.select<NodeUndoing>(
      `SELECT n.undo_run_id, n.undo_index, n.undo_total, n.undone, u.state AS run_state,
         COALESCE(n.undo_failure, u.failure) AS failure
       FROM node_run n LEFT JOIN run u ON u.id = n.undo_run_id WHERE n.id = ?`,
      [id],
    );
    return row;
  }

  /** Runs of nodes that have not ended, of their items and of what undoes them. */
  async openRuns(session: Session, workflowRunId: string): Promise<string[]> {
    const [from, to] = nodeRunRange(workflowRunId);
    const rows = await session.select<{ id: string }>(
      `SELECT r.id FROM node_run n JOIN run r ON r.id = n.run_id
       WHERE n.id > ? AND n.id < ? AND r.state IN ('pending', 'dispatched', 'running')
       UNION ALL SELECT r.id FROM node_run n JOIN run r ON r.id = n.undo_run_id
       WHERE n.id > ? AND n.id < ? AND r.state IN ('pending', 'dispatched', 'running')
       UNION ALL SELECT r.id FROM node_item i JOIN run r ON r.id = i.run_id
       WHERE i.id > ? AND i.id < ? AND r.state IN ('pending', 'dispatched', 'running')`,
      [from, to, from, to, from, to],
    );
    return rows.map((row) => row.id);
  }

  /** The id of the row of a node that has started and is not running any more. */
  async endedRow(session: Session, workflowRunId: string, nodeId: string): Promise<string | undefined> {
    const [row] = await session.select<{ id: string }>(
      "SELECT id FROM node_run WHERE id > ? AND id < ? AND node_id = ? AND state <> 'running'",
      [...nodeRunRange(workflowRunId), nodeId],
    );
    return row?.id;
  }

  /** Runs of one node that have not ended, those of its items included. */
  async openRunsOf(session: Session, id: string): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      `SELECT r.id FROM node_run n JOIN run r ON r.id = n.run_id
       WHERE n.id = ? AND r.state IN ('pending', 'dispatched', 'running')
       UNION ALL SELECT r.id FROM node_item i JOIN run r ON r.id = i.run_id
       WHERE i.id > ? AND i.id < ? AND r.state IN ('pending', 'dispatched', 'running')`,
      [id, `${id}.`, `${id}/`],
    );
    return rows.map((row) => row.id);
  }

  /** Nodes of open workflow runs that wait for what one of the keys names, in the order of their ids, from behind one. */
  async awaiting(
    session: Session,
    keys: readonly string[],
    afterId: string,
    most: number,
  ): Promise<NodeRunRow[]> {
    return session.select<NodeRunRow>(
      'SELECT * FROM node_run WHERE awaiting IN (?) AND id > ? ORDER BY id LIMIT ?',
      [keys, afterId, most],
    );
  }

  /** Has nodes of a workflow run keep what the runs of others gave, which may go before they do. */
  async keepResults(session: Session, workflowRunId: string): Promise<void> {
    await session.execute(
      `UPDATE node_run SET outputs = (SELECT r.result FROM run r WHERE r.id = node_run.run_id)
       WHERE id > ? AND id < ? AND outputs IS NULL AND run_id IS NOT NULL`,
      nodeRunRange(workflowRunId),
    );
  }

  /** Leaves with waiting nodes what they waited for; they take it when they are looked at. */
  async leaveOutputs(session: Session, ids: readonly string[], outputs: string): Promise<void> {
    if (ids.length === 0) return;
    await session.execute(
      'UPDATE node_run SET outputs = ?, awaiting = NULL WHERE id IN (?) AND awaiting IS NOT NULL',
      [outputs, ids],
    );
  }
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}
