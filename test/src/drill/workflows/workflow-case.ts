import type { Evidence, RunRow } from '../ledger/evidence.js';
import type { Invariant, Violation } from '../ledger/violation.js';
import type { NodePlan } from '../load/node-plans.js';
import type { WorkflowPlan } from '../load/workflow-plans.js';
import type { ItemRow, NodeRow, WorkflowRunRow } from './workflow-books.js';

/** One workflow run with everything that belongs to it. */
export interface WorkflowCase {
  readonly plan: WorkflowPlan;
  readonly row: WorkflowRunRow;
  /** The run with the same id. */
  readonly run: RunRow | undefined;
  /** In the order of the definition. */
  readonly nodes: readonly NodePlan[];
  readonly rows: ReadonlyMap<string, NodeRow>;
  /** By the node that they are items of. */
  readonly items: ReadonlyMap<string, readonly ItemRow[]>;
  /** Runs that were made for its nodes. */
  readonly runs: readonly RunRow[];
}

/** The workflow runs of the load, each with its own. */
export function casesOf({ load, runs, workflows }: Evidence): WorkflowCase[] {
  const plans = new Map(load.workflows.map(({ id, plan }) => [id, plan]));
  const runsById = new Map(runs.map((run) => [run.id, run]));
  const runsOf = groupBy(runs, ({ workflowRunId }) => workflowRunId ?? '');
  const rowsOf = groupBy(workflows.nodes, ({ workflowRunId }) => workflowRunId);
  const itemsOf = groupBy(workflows.items, ({ id }) => id.slice(0, id.lastIndexOf('.')));
  return workflows.workflowRuns.flatMap((row): WorkflowCase[] => {
    const plan = plans.get(row.workflowId);
    if (plan === undefined) return [];
    const rows = rowsOf.get(row.id) ?? [];
    return [
      {
        plan,
        row,
        run: runsById.get(row.id),
        nodes: [...plan.nodes, ...plan.finally],
        rows: new Map(rows.map((each) => [each.nodeId, each])),
        items: new Map(rows.map(({ id, nodeId }) => [nodeId, itemsOf.get(id) ?? []])),
        runs: runsOf.get(row.id) ?? [],
      },
    ];
  });
}

export function tellOf({ plan, row }: WorkflowCase, invariant: Invariant, what: string): Violation {
  return { invariant, who: plan.name, what: `workflow run ${row.id} (${row.state}): ${what}` };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
