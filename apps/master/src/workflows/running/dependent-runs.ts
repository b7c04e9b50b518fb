import { Injectable } from '@nestjs/common';
import {
  endedWorkflowRunStates,
  hasEnded,
  nodeStates,
  type DependentNode,
  type NodeState,
} from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import {
  StandingWorkflowRunStore,
  type StandingRun,
  type StandingRuns,
} from '../../persistence/stores/standing-workflow-run.store.js';
import type { NodeResult } from './node-start.js';
import { WorkflowVersions } from './workflow-versions.js';
import type { WorkflowStep } from './workflow-step.js';

const good = ['succeeded'] as const;
const endedNodeStates: readonly NodeState[] = nodeStates.filter(hasEnded);

/** Finds the runs of other workflows that dependent nodes wait for. */
@Injectable()
export class DependentRuns {
  constructor(
    private readonly workflowRuns: StandingWorkflowRunStore,
    private readonly versions: WorkflowVersions,
  ) {}

  /** Succeeds by the newest run that was planned in the node's time and is as the node wants it; undefined: there is none yet. */
  async resultFor(
    session: Session,
    step: WorkflowStep,
    node: DependentNode,
  ): Promise<NodeResult | undefined> {
    const until = step.row.planned_at ?? step.row.created_at;
    const runs: StandingRuns = {
      workflowId: step.compiled.references.workflows[node.workflow] ?? node.workflow,
      from: new Date(until.getTime() - node.lookbackMs),
      until,
      exceptId: step.row.run_id,
    };
    const isEndWanted = node.state === 'ended';
    const found =
      node.node === undefined
        ? await this.workflowRuns.newestIn(session, runs, isEndWanted ? endedWorkflowRunStates : good)
        : await this.#newestWithNode(session, runs, node.node, isEndWanted ? endedNodeStates : good);
    if (!found) return undefined;
    return { outcome: 'succeeded', outputs: { workflowRunId: found.run_id, state: found.state } };
  }

  /** A node has its place in the letters by the version. */
  async #newestWithNode(
    session: Session,
    runs: StandingRuns,
    nodeId: string,
    states: readonly NodeState[],
  ): Promise<StandingRun | undefined> {
    const places = new Map<number, number>();
    for (const version of await this.workflowRuns.versions(session, runs)) {
      const { graph } = await this.versions.get(session, runs.workflowId, version);
      const number = graph.nodes.numberOf(nodeId);
      if (number !== undefined) places.set(version, number);
    }
    return this.workflowRuns.newestWithNode(session, runs, places, states);
  }
}
