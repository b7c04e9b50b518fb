import { Injectable } from '@nestjs/common';
import type { GraphNode, WorkflowGraph } from '@orrery/contracts';
import { Clock, hasEnded, mostNodes, type NodeState, type RunGraph } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { nodeRunId } from '../../persistence/stores/node-run.store.js';
import { NodeTimeStore, type NodeTimes } from '../../persistence/stores/node-time.store.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import { WorkflowVersions } from '../running/workflow-versions.js';
import { findWorkflowRun, nodeStatesOf } from './find-workflow-run.js';
import { graphEdges } from './graph-edges.js';

/** Workflow runs as graphs, to be drawn. */
@Injectable()
export class WorkflowGraphs {
  constructor(
    private readonly database: Database,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly times: NodeTimeStore,
    private readonly versions: WorkflowVersions,
    private readonly clock: Clock,
  ) {}

  async of(id: string): Promise<WorkflowGraph> {
    const now = this.clock.now();
    return this.database.run(async (session) => {
      const row = await findWorkflowRun(this.workflowRuns, session, id);
      const { graph, definition } = await this.versions.get(session, row.workflow_id, row.version);
      const states = nodeStatesOf(row, graph.nodes.all.length);
      const started = await this.times.list(session, id, mostNodes);
      const byId = new Map(started.map((times) => [times.id, times]));
      return {
        workflowRunId: id,
        workflowName: row.name,
        version: row.version,
        state: row.state,
        durationMs: row.started_at && (row.finished_at ?? now).getTime() - row.started_at.getTime(),
        timeZone: definition.timeZone,
        nodes: graph.nodes.all.map((placed, number) =>
          graphNode(placed, states.of(number), byId.get(nodeRunId(id, number)), now),
        ),
        edges: graphEdges(graph),
      };
    });
  }
}

function graphNode(
  { node, isFinal }: RunGraph['nodes']['all'][number],
  state: NodeState,
  times: NodeTimes | undefined,
  now: Date,
): GraphNode {
  const known = { nodeId: node.id, kind: node.kind, state, isFinal };
  if (!times) return { ...known, durationMs: null, attempt: null, waitsUntil: null, items: null };
  const endedAt = (hasEnded(state) ? times.finished_at : null) ?? now;
  const { total, begun, ended, failed } = times;
  return {
    ...known,
    durationMs: Math.max(0, endedAt.getTime() - times.started_at.getTime()),
    attempt: times.attempt,
    waitsUntil: times.until_at?.toISOString() ?? null,
    items: total === null ? null : { total, begun: begun!, ended: ended!, failed: failed! },
  };
}
