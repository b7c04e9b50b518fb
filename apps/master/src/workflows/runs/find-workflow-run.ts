import { NodeStates, NotFoundError } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';

/** @throws NotFoundError when there is no such workflow run. */
export async function findWorkflowRun(
  workflowRuns: WorkflowRunStore,
  session: Session,
  id: string,
): Promise<WorkflowRunRow> {
  const row = await workflowRuns.find(session, id);
  if (!row) throw NotFoundError.of('workflow run', id);
  return row;
}

/** The states of its nodes; before it begins, all are pending. */
export function nodeStatesOf({ states }: WorkflowRunRow, nodes: number): NodeStates {
  return states === '' ? NodeStates.allPending(nodes) : NodeStates.read(states);
}
