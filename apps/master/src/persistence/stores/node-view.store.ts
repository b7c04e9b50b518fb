import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { nodeRunId, type NodeRunRow } from './node-run.store.js';

/** A node of a workflow run with what its run says. */
export interface NodeView extends NodeRunRow {
  readonly attempt: number | null;
  readonly result: string | null;
  readonly run_failure: string | null;
}

/** Reads nodes for users. */
@Injectable()
export class NodeViewStore {
  /** Those among the nodes from one number up to another, it excluded, that have started; by their row's id. */
  async between(
    session: Session,
    workflowRunId: string,
    from: number,
    to: number,
  ): Promise<Map<string, NodeView>> {
    const rows = await session.select<NodeView>(
      `SELECT n.*, r.attempt, r.result, r.failure AS run_failure FROM node_run n LEFT JOIN run r ON r.id = n.run_id
       WHERE n.id >= ? AND n.id < ?`,
      [nodeRunId(workflowRunId, from), nodeRunId(workflowRunId, to)],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
