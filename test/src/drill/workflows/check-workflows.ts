import type { Evidence } from '../ledger/evidence.js';
import type { Violation } from '../ledger/violation.js';
import { checkNodeRuns } from './check-node-runs.js';
import { checkWorkflowEnds } from './check-workflow-ends.js';
import { casesOf, tellOf, type WorkflowCase } from './workflow-case.js';

/** A wake that is due for longer has been forgotten: a sweep comes each 100 ms. */
const OVERDUE_AFTER_MS = 2_000;

/** Everything in the books of workflow runs that must not be; empty: all invariants held. */
export function checkWorkflows(evidence: Evidence): Violation[] {
  const cases = casesOf(evidence);
  const byId = new Map(cases.map((each) => [each.row.id, each]));
  return [
    ...checkGraphs(evidence, byId),
    ...cases.flatMap((each) => [
      ...checkWorkflowEnds(each),
      ...checkNodeRuns(each),
      ...checkSubworkflows(each, byId),
    ]),
    ...checkWakes(evidence),
  ];
}

type CasesById = ReadonlyMap<string, WorkflowCase>;

/** Each run of a workflow has its graph, and each graph its run. */
function checkGraphs({ load, runs }: Evidence, byId: CasesById): Violation[] {
  const names = new Map(load.workflows.map(({ id, plan }) => [id, plan.name]));
  const without = runs.filter(({ id, taskId }) => names.has(taskId) && !byId.has(id));
  return without.map(({ id, taskId, state }) => ({
    invariant: 'workflow run and run disagree',
    who: names.get(taskId)!,
    what: `run ${id} (${state}) has no graph`,
  }));
}

/** A node that runs a workflow, and the run of that workflow, tell the same. */
function checkSubworkflows(each: WorkflowCase, byId: CasesById): Violation[] {
  const subworkflows = each.nodes.filter(({ definition }) => definition.kind === 'subworkflow');
  return subworkflows.flatMap(({ definition: { id }, ends }): Violation[] => {
    const child = byId.get(each.rows.get(id)?.runId ?? '');
    const agrees = child?.run?.workflowRunId === each.row.id && child.row.state === ends;
    const what = `${id} is ${ends}, its workflow run ${child?.row.id} is ${child?.row.state}`;
    return agrees ? [] : [tellOf(each, 'node and its workflow run disagree', what)];
  });
}

function checkWakes({ workflows: { wakes, readAt } }: Evidence): Violation[] {
  const overdue = wakes.filter(({ dueAt }) => dueAt < readAt - OVERDUE_AFTER_MS);
  return overdue.map(({ workflowRunId, nodeId, dueAt }) => ({
    invariant: 'look at a workflow run that was forgotten',
    who: `workflow run ${workflowRunId}`,
    what: `${nodeId ?? 'the whole'}, ${readAt - dueAt} ms ago`,
  }));
}
