import { isOpenWorkflowRun, NodeStates } from '@orrery/domain';
import type { Violation } from '../ledger/violation.js';
import { tellOf, type WorkflowCase } from './workflow-case.js';

/** Each workflow run has ended, and it, its run and its nodes did so as their tasks dictate. */
export function checkWorkflowEnds(each: WorkflowCase): Violation[] {
  const { plan, row, run } = each;
  if (isOpenWorkflowRun(row.state)) return [tellOf(each, 'workflow run that did not end', row.states)];
  const violations: Violation[] = [];
  if (row.state !== plan.ends)
    violations.push(tellOf(each, 'workflow run that ended as it must not', `wanted: ${plan.ends}`));
  const wanted = plan.ends === 'succeeded' ? 'succeeded' : 'failed';
  if (run?.state !== wanted) violations.push(tellOf(each, 'workflow run and run disagree', `${run?.state}`));
  return [...violations, ...checkNodes(each)];
}

function checkNodes(each: WorkflowCase): Violation[] {
  const { nodes, row, rows } = each;
  if (row.states.length !== nodes.length)
    return [tellOf(each, 'node that ended as it must not', `${row.states.length} of ${nodes.length} nodes`)];
  const states = NodeStates.read(row.states);
  return nodes.flatMap(({ definition: { id }, ends }, number): Violation[] => {
    const state = states.of(number);
    const violations: Violation[] = [];
    if (state !== ends)
      violations.push(tellOf(each, 'node that ended as it must not', `${id} is ${state}, not ${ends}`));
    const written = rows.get(id)?.state;
    if (written !== undefined && written !== state)
      violations.push(tellOf(each, 'node left open', `${id} is ${state}, its row says ${written}`));
    return violations;
  });
}
