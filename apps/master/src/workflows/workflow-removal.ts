import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { WorkflowReferenceStore } from '../persistence/stores/workflow-reference.store.js';
import { WorkflowTaskStore } from '../persistence/stores/workflow-task.store.js';
import { WorkflowStore, type Workflow } from '../persistence/stores/workflow.store.js';
import { mustBeUnused } from './used-by-workflows.js';

/** Takes a workflow out of its tables. */
@Injectable()
export class WorkflowRemoval {
  constructor(
    readonly workflows: WorkflowStore,
    private readonly references: WorkflowReferenceStore,
    private readonly tasks: WorkflowTaskStore,
  ) {}

  /** @throws ConflictError naming the workflows that use it. */
  async check(session: Session, { id, definition }: Workflow): Promise<void> {
    await mustBeUnused(this.references, session, 'workflow', { id, name: definition.name });
  }

  /** False: it has another version by now. */
  async remove(session: Session, workflow: Workflow): Promise<boolean> {
    // First the row: whoever names it from now on does not find it, and who has named it is seen below.
    if (!(await this.workflows.delete(session, workflow))) return false;
    await this.check(session, workflow);
    await this.references.delete(session, workflow.id);
    await this.tasks.delete(session, workflow.id);
    return true;
  }
}
