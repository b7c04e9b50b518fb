import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { shortColumns, type Shortened } from '../short-values.js';
import { nodeRunId, type NodeRunRow } from './node-run.store.js';

/** A node of a workflow run with what its runs say. */
export interface NodeView extends NodeRunRow {
  readonly attempt: number | null;
  readonly result: string | null;
  readonly run_failure: string | null;
  /** Of the run that undoes it, or that undid an item of it last. */
  readonly undo_run_failure: string | null;
}

/** A node in a list. */
export type ListedNodeView = Shortened<NodeView, 'outputs' | 'detail' | 'result'>;

const rowColumns = [
  'id',
  'workflow_run_id',
  'node_id',
  'state',
  'run_id',
  'undo_run_id',
  'undo_index',
  'undo_total',
  'undone',
  'undo_failure',
  'awaiting',
  'until_at',
  'total',
  'begun',
  'ended',
  'failed',
  'outputs',
  'detail',
  'failure',
  'started_at',
  'finished_at',
] as const satisfies readonly (keyof NodeRunRow)[];
const runColumns = 'r.attempt, r.failure AS run_failure, u.failure AS undo_run_failure';
const listed = [
  shortColumns('n', rowColumns, { outputs: 'NULL', detail: 'NULL' }),
  shortColumns('r', ['result'], { result: 'NULL' }),
  runColumns,
].join(', ');
const joined = 'FROM node_run n LEFT JOIN run r ON r.id = n.run_id LEFT JOIN run u ON u.id = n.undo_run_id';

/** Reads nodes for users. */
@Injectable()
export class NodeViewStore {
  /** Those among the nodes from one number up to another, it excluded, that have started; by their row's id. */
  async between(
    session: Session,
    workflowRunId: string,
    from: number,
    to: number,
  ): Promise<Map<string, ListedNodeView>> {
    const rows = await session.select<ListedNodeView>(
      `SELECT ${listed} ${joined} WHERE n.id >= ? AND n.id < ?`,
      [nodeRunId(workflowRunId, from), nodeRunId(workflowRunId, to)],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** One with all its values; undefined: it has not started. */
  async find(session: Session, id: string): Promise<NodeView | undefined> {
    const [row] = await session.select<NodeView>(
      `SELECT n.*, r.result, ${runColumns} ${joined} WHERE n.id = ?`,
      [id],
    );
    return row;
  }
}
