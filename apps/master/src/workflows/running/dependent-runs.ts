import { Injectable } from '@nestjs/common';
import { isOpenWorkflowRun, NodeStates, type DependentNode, type NodeState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import type { NodeResult } from './node-start.js';
import { WorkflowVersions } from './workflow-versions.js';
import type { WorkflowStep } from './workflow-step.js';

const good: ReadonlySet<string> = new Set(['succeeded']);
const unended: ReadonlySet<NodeState> = new Set(['pending', 'ready', 'running']);

/** Finds the runs of other workflows that dependent nodes wait for. */
@Injectable()
export class DependentRuns {
  constructor(
    private readonly workflowRuns: WorkflowRunStore,
    private readonly versions: WorkflowVersions,
  ) {}

  /** Succeeds by the newest run that was planned in the node's time and is as the node wants it; undefined: there is none yet. */
  async resultFor(
    session: Session,
    step: WorkflowStep,
    node: DependentNode,
  ): Promise<NodeResult | undefined> {
    const until = step.row.planned_at ?? step.row.created_at;
    const from = new Date(until.getTime() - node.lookbackMs);
    const id = step.compiled.references.workflows[node.workflow] ?? node.workflow;
    const runs = await this.workflowRuns.planned(session, id, from, until);
    for (const run of runs) {
      if (run.run_id !== step.row.run_id && (await this.#isThere(session, run, node))) {
        return { outcome: 'succeeded', outputs: { workflowRunId: run.run_id, state: run.state } };
      }
    }
    return undefined;
  }

  async #isThere(session: Session, run: WorkflowRunRow, node: DependentNode): Promise<boolean> {
    const isEndWanted = node.state === 'ended';
    if (node.node === undefined) return isEndWanted ? !isOpenWorkflowRun(run.state) : good.has(run.state);
    if (run.states === '') return false;
    const { graph } = await this.versions.get(session, run.workflow_id, run.version);
    const number = graph.nodes.numberOf(node.node);
    if (number === undefined) return false;
    const state = NodeStates.read(run.states).of(number);
    return isEndWanted ? !unended.has(state) : good.has(state);
  }
}
