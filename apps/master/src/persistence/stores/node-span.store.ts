import { Injectable } from '@nestjs/common';
import type { NodeState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { nodeRunRange } from './node-run.store.js';

/** When a node that has ended ran, and when its run did. */
export interface NodeSpanRow {
  readonly id: string;
  readonly workflow_run_id: string;
  readonly state: NodeState;
  readonly started_at: Date;
  /** Of a node that was undone: when that had ended. */
  readonly finished_at: Date;
  /** Of its last attempt; null: it has no run of its own. */
  readonly attempt: number | null;
  /** When its first attempt began. */
  readonly run_started_at: Date | null;
  readonly run_finished_at: Date | null;
}

/** Reads when nodes of workflow runs ran, as numbers are made of it. */
@Injectable()
export class NodeSpanStore {
  /** Those that have started and ended, in their order, by workflow run. */
  async of(session: Session, workflowRunIds: readonly string[]): Promise<Map<string, NodeSpanRow[]>> {
    const byRun = new Map(workflowRunIds.map((id): [string, NodeSpanRow[]] => [id, []]));
    if (workflowRunIds.length === 0) return byRun;
    const rows = await session.select<NodeSpanRow>(
      `SELECT n.id, n.workflow_run_id, n.state, n.started_at, n.finished_at, r.attempt,
         COALESCE(a.started_at, r.started_at) AS run_started_at, r.finished_at AS run_finished_at
       FROM node_run n LEFT JOIN run r ON r.id = n.run_id
       LEFT JOIN run_attempt a ON a.run_id = r.id AND a.attempt = 1
       WHERE n.finished_at IS NOT NULL AND (${workflowRunIds.map(() => '(n.id > ? AND n.id < ?)').join(' OR ')})
       ORDER BY n.id`,
      workflowRunIds.flatMap(nodeRunRange),
    );
    for (const row of rows) byRun.get(row.workflow_run_id)!.push(row);
    return byRun;
  }
}
