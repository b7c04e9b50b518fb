import type { RunRow } from '../ledger/evidence.js';
import type { Violation } from '../ledger/violation.js';
import type { NodePlan, RunPart } from '../load/node-plans.js';
import { tellOf, type WorkflowCase } from './workflow-case.js';

const parts: readonly RunPart[] = ['own', 'item', 'undo'];

/** Each node has the runs that it must have, one for each thing to do: none got lost, and none was made twice. */
export function checkNodeRuns(each: WorkflowCase): Violation[] {
  return each.nodes.flatMap((node) => parts.flatMap((part) => checkPart(each, node, part)));
}

function checkPart(each: WorkflowCase, node: NodePlan, part: RunPart): Violation[] {
  const { id } = node.definition;
  const made = each.runs.filter(({ nodeId, nodePart }) => nodeId === id && nodePart === part);
  const wanted = node.runs[part] ?? 0;
  const what = `${id} (${part}): ${made.length} runs, not ${wanted}`;
  if (made.length < wanted) return [tellOf(each, 'node run lost', what)];
  if (made.length > wanted) return [tellOf(each, 'node run doubled', what)];
  const named = namedBy(each, id, part);
  const strays = made.filter((run) => !named.has(run.id));
  return [
    ...strays.map((run) =>
      tellOf(each, 'node run that its node does not know', `${id} (${part}): ${run.id}`),
    ),
    ...made.filter((run) => !isAsItsNode(run, node, part)).map((run) => tellState(each, run)),
  ];
}

/** The runs that the rows of the node name for the part. */
function namedBy({ rows, items }: WorkflowCase, nodeId: string, part: RunPart): Set<string> {
  const row = rows.get(nodeId);
  if (part === 'item') return new Set((items.get(nodeId) ?? []).flatMap(({ runId }) => runId ?? []));
  return new Set([(part === 'own' ? row?.runId : row?.undoRunId) ?? '']);
}

function isAsItsNode({ state }: RunRow, { ends }: NodePlan, part: RunPart): boolean {
  return state === (part === 'own' && ends === 'failed' ? 'failed' : 'succeeded');
}

function tellState(each: WorkflowCase, { id, nodeId, state }: RunRow): Violation {
  return tellOf(each, 'node run that ended as it must not', `${nodeId}: run ${id} is ${state}`);
}
