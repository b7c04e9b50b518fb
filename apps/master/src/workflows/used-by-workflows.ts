import { ConflictError } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type {
  ReferenceKind,
  WorkflowReferenceStore,
} from '../persistence/stores/workflow-reference.store.js';

const workflowsNamed = 20;

/** Refuses to delete what workflows use. @throws ConflictError naming them. */
export async function mustBeUnused(
  references: WorkflowReferenceStore,
  session: Session,
  kind: Exclude<ReferenceKind, 'secret'>,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const found = await references.usersOf(session, kind, id, workflowsNamed + 1);
  if (found.length === 0) return;
  const users = found.slice(0, workflowsNamed);
  const more = found.length > workflowsNamed ? ' and others' : '';
  const what = kind === 'task' ? 'Task' : 'Workflow';
  throw new ConflictError(
    `${what} "${name}" is used by the workflow(s) ${users.map((user) => `"${user.name}"`).join(', ')}${more}: ` +
      'change or delete them first.',
    [],
    { workflows: users },
  );
}
