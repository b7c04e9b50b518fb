import { NotFoundError, VersionMismatchError } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { Workflow, WorkflowStore } from '../persistence/stores/workflow.store.js';

/** The workflow as it is now. @throws NotFoundError */
export async function mustFind(store: WorkflowStore, session: Session, id: string): Promise<Workflow> {
  const workflow = await store.find(session, id);
  if (!workflow) throw NotFoundError.of('workflow', id);
  return workflow;
}

/** Refuses a change of a version that the caller has not seen. @throws VersionMismatchError */
export function mustHaveVersion(workflow: Workflow, ifVersion: number | undefined): void {
  if (ifVersion !== undefined && ifVersion !== workflow.version) throw outdated(workflow);
}

export function outdated({ definition, version }: Workflow): VersionMismatchError {
  return new VersionMismatchError(
    `Workflow "${definition.name}" was changed by somebody else (now version ${version}); read it again.`,
  );
}
