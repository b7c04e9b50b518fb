import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { SecretUseStore } from '../persistence/stores/secret-use.store.js';
import { TaskStore, type Task } from '../persistence/stores/task.store.js';
import { WorkflowReferenceStore } from '../persistence/stores/workflow-reference.store.js';
import { mustBeUnused } from '../workflows/used-by-workflows.js';
import { TargetDeletion } from './target-deletion.js';

/** Removes a task with what hangs on it. */
@Injectable()
export class TaskDeletion {
  constructor(
    private readonly tasks: TaskStore,
    private readonly deletion: TargetDeletion,
    private readonly workflows: WorkflowReferenceStore,
    private readonly secrets: SecretUseStore,
  ) {}

  /** @throws ConflictError that says what would be stopped, unless that is wanted; or which workflows use it, in any case. */
  async delete({ id, definition: { name } }: Task, force: boolean, actor: string): Promise<void> {
    const check = (session: Session) => mustBeUnused(this.workflows, session, 'task', { id, name });
    const remove = async (session: Session) => {
      await this.tasks.delete(session, id);
      await this.secrets.delete(session, id);
      // Once more: only now can no workflow name it any longer.
      await check(session);
    };
    await this.deletion.delete({ kind: 'task', id, name, check, remove }, force, actor);
  }
}
