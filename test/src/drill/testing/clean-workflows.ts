import { NodeStates, type NodeState } from '@orrery/domain';
import type { RunRow } from '../ledger/evidence.js';
import type { Installed } from '../load/drill-load.js';
import type { NodePlan, RunPart } from '../load/node-plans.js';
import { workflowPlans, type WorkflowPlan } from '../load/workflow-plans.js';
import type { ItemRow, NodeRow, WorkflowBooks, WorkflowRunRow } from '../workflows/workflow-books.js';

/** How a run for a test looks that has ended. */
export type EndedRun = (taskId: string) => RunRow;

/** The books of one run of each workflow in which nothing went wrong, and its runs. */
export class CleanWorkflows {
  readonly installed: readonly Installed<WorkflowPlan>[] = workflowPlans().map((plan) => ({
    id: plan.name,
    plan,
  }));
  readonly runs: RunRow[] = [];
  private readonly workflowRuns: WorkflowRunRow[] = [];
  private readonly nodes: NodeRow[] = [];
  private readonly items: ItemRow[] = [];

  constructor(private readonly endedRun: EndedRun) {
    for (const { id, plan } of this.installed) this.run(id, plan, endedRun(id));
  }

  get books(): WorkflowBooks {
    const { workflowRuns, nodes, items } = this;
    return { workflowRuns, nodes, items, wakes: [], readAt: 0 };
  }

  private run(workflowId: string, plan: WorkflowPlan, run: RunRow): void {
    const { id } = run;
    this.runs.push({ ...run, state: plan.ends === 'succeeded' ? 'succeeded' : 'failed' });
    const all = [...plan.nodes, ...plan.finally];
    const states = statesOf(all.map(({ ends }) => ends));
    this.workflowRuns.push({ id, workflowId, state: plan.ends, states });
    for (const [number, node] of all.entries()) {
      if (node.ends !== 'upstream_failed') this.node(id, `${id}.${number}`, node);
    }
  }

  private node(workflowRunId: string, id: string, node: NodePlan): void {
    const { definition, ends, runs } = node;
    const nodeId = definition.id;
    const make = (part: RunPart) =>
      runs[part] === undefined ? null : this.nodeRun(workflowRunId, node, part);
    const runId = definition.kind === 'subworkflow' ? this.subworkflow(workflowRunId, node) : make('own');
    this.nodes.push({ id, workflowRunId, nodeId, state: ends, runId, undoRunId: make('undo') });
    for (let item = 0; item < (runs.item ?? 0); item += 1) {
      this.items.push({ id: `${id}.${item}`, runId: this.nodeRun(workflowRunId, node, 'item') });
    }
  }

  private nodeRun(workflowRunId: string, { definition, ends }: NodePlan, nodePart: RunPart): string {
    const state = nodePart === 'own' && ends === 'failed' ? 'failed' : 'succeeded';
    const run = this.endedRun(state === 'failed' ? 'failing' : 'probe');
    this.runs.push({ ...run, state, workflowRunId, nodeId: definition.id, nodePart });
    return run.id;
  }

  /** Of the workflow that comes first in the load. */
  private subworkflow(workflowRunId: string, { definition }: NodePlan): string {
    const [{ id, plan }] = this.installed as [Installed<WorkflowPlan>];
    const part = { workflowRunId, nodeId: definition.id, nodePart: 'own' } as const;
    const run = { ...this.endedRun(id), ...part };
    this.run(id, plan, run);
    return run.id;
  }
}

/** From the beginning of a run, as the state machine has it. */
function statesOf(ends: readonly NodeState[]): string {
  const states = NodeStates.allPending(ends.length);
  for (const [number, end] of ends.entries()) for (const state of wayTo(end)) states.set(number, state);
  return states.toString();
}

function wayTo(end: NodeState): NodeState[] {
  if (end === 'upstream_failed') return [end];
  if (end === 'compensated') return ['running', 'succeeded', 'compensating', end];
  return ['running', end];
}
