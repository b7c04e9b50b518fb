import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { WorkflowWakeStore } from '../../persistence/stores/workflow-wake.store.js';

const againAfterMs = 2_000;

/** A node that is to be looked at after it has ended. */
export interface EndedNode {
  readonly workflowRunId: string;
  readonly nodeId: string;
}

/** Finds runs that go on although their node has ended without them: it was marked, or its time was up. */
@Injectable()
export class StrayRuns {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly wakes: WorkflowWakeStore,
  ) {}

  /** To be cancelled after the commit. Looked for again until none is left, whoever dies meanwhile. */
  async find(session: Session, { workflowRunId, nodeId }: EndedNode, now: Date): Promise<string[]> {
    const id = await this.nodes.endedRow(session, workflowRunId, nodeId);
    const open = id === undefined ? [] : await this.nodes.openRunsOf(session, id);
    if (open.length === 0) return [];
    const dueAt = new Date(now.getTime() + againAfterMs);
    await this.wakes.insertAll(session, [{ workflow_run_id: workflowRunId, node_id: nodeId, due_at: dueAt }]);
    return open;
  }
}
