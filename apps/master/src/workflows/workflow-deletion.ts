import { Injectable } from '@nestjs/common';
import { Database, type Session } from '@orrery/persistence';
import { DefinitionContext } from '../definitions/definition-context.js';
import { TargetDeletion } from '../definitions/target-deletion.js';
import type { Workflow } from '../persistence/stores/workflow.store.js';
import { mustFind, mustHaveVersion, outdated } from './present-workflow.js';
import { WorkflowRemoval } from './workflow-removal.js';

/** Removes a workflow that no other needs, with what hangs on it; its versions stay for the workflow runs that were made with them. */
@Injectable()
export class WorkflowDeletion {
  constructor(
    private readonly database: Database,
    private readonly removal: WorkflowRemoval,
    private readonly deletion: TargetDeletion,
    private readonly context: DefinitionContext,
  ) {}

  /** @throws ConflictError that says what would be stopped, unless that is wanted; or which workflows use it, in any case. */
  async delete(id: string, force: boolean, ifVersion: number | undefined, actor: string): Promise<void> {
    const { workflows } = this.removal;
    const workflow = await this.database.run((session) => mustFind(workflows, session, id));
    mustHaveVersion(workflow, ifVersion);
    await this.deletion.delete(this.#doomed(workflow), force, actor);
    await this.context.events.changed('workflow', id, workflow.version, true);
  }

  #doomed(workflow: Workflow) {
    const { id, definition } = workflow;
    return {
      kind: 'workflow' as const,
      id,
      name: definition.name,
      check: (session: Session) => this.removal.check(session, workflow),
      remove: async (session: Session) => {
        if (!(await this.removal.remove(session, workflow))) throw outdated(workflow);
      },
    };
  }
}
