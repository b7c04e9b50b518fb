import { Injectable } from '@nestjs/common';
import { Database, type Session } from '@orrery/persistence';
import { DefinitionContext } from '../definitions/definition-context.js';
import { WorkflowReferenceStore } from '../persistence/stores/workflow-reference.store.js';
import { WorkflowStore, type Workflow } from '../persistence/stores/workflow.store.js';
import { mustFind, mustHaveVersion, outdated } from './present-workflow.js';
import { mustBeUnused } from './used-by-workflows.js';

/** Removes a workflow that nothing needs; its versions stay for the workflow runs that were made with them. */
@Injectable()
export class WorkflowDeletion {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowStore,
    private readonly references: WorkflowReferenceStore,
    private readonly context: DefinitionContext,
  ) {}

  /** @throws ConflictError naming what needs it. */
  async delete(id: string, ifVersion: number | undefined): Promise<void> {
    const workflow = await this.database.transaction(async (session) => {
      const present = await mustFind(this.workflows, session, id);
      mustHaveVersion(present, ifVersion);
      // First the row: whoever names it from now on does not find it, and who has named it is seen below.
      if (!(await this.workflows.delete(session, present))) throw outdated(present);
      await this.#mustNotBeNeeded(session, present);
      await this.references.delete(session, id);
      return present;
    });
    await this.context.events.changed('workflow', id, workflow.version, true);
  }

  /** Everything that stands in the way of a deletion is looked for here. */
  async #mustNotBeNeeded(session: Session, { id, definition }: Workflow): Promise<void> {
    await mustBeUnused(this.references, session, 'workflow', { id, name: definition.name });
  }
}
