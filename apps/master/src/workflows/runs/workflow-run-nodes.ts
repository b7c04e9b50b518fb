import { Injectable } from '@nestjs/common';
import { NotFoundError, type NodeState, type RunGraph, type WorkflowNode } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { nodeRunId } from '../../persistence/stores/node-run.store.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { WorkflowVersions } from '../running/workflow-versions.js';
import { findWorkflowRun, nodeStatesOf } from './find-workflow-run.js';

/** A node of a workflow run, whether it has started or not. */
export interface FoundNode {
  readonly run: WorkflowRunRow;
  readonly graph: RunGraph;
  readonly node: WorkflowNode;
  readonly number: number;
  readonly state: NodeState;
  /** Of its row, if it has started. */
  readonly rowId: string;
}

/** Finds nodes of workflow runs by their ids. */
@Injectable()
export class WorkflowRunNodes {
  constructor(
    private readonly workflowRuns: WorkflowRunStore,
    private readonly versions: WorkflowVersions,
  ) {}

  /** @throws NotFoundError when there is no such workflow run, or no such node in it. */
  async find(session: Session, id: string, nodeId: string): Promise<FoundNode> {
    const run = await findWorkflowRun(this.workflowRuns, session, id);
    const { graph } = await this.versions.get(session, run.workflow_id, run.version);
    const number = graph.nodes.numberOf(nodeId);
    if (number === undefined) throw NotFoundError.of('node', nodeId);
    const state = nodeStatesOf(run, graph.nodes.all.length).of(number);
    return { run, graph, node: graph.nodes.all[number]!.node, number, state, rowId: nodeRunId(id, number) };
  }
}
