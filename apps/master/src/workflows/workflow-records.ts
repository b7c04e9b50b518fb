import { Injectable } from '@nestjs/common';
import { workflowTask, type WorkflowState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeTaskStore } from '../persistence/stores/node-task.store.js';
import { WorkflowReferenceStore } from '../persistence/stores/workflow-reference.store.js';
import { WorkflowTaskStore } from '../persistence/stores/workflow-task.store.js';
import { WorkflowVersionStore } from '../persistence/stores/workflow-version.store.js';
import { WorkflowStore, type Workflow } from '../persistence/stores/workflow.store.js';
import { inlineTasks } from './inline-tasks.js';

/** Writes workflows together with their versions, what they use, and the tasks that they bring with them. */
@Injectable()
export class WorkflowRecords {
  constructor(
    private readonly workflows: WorkflowStore,
    private readonly versions: WorkflowVersionStore,
    private readonly references: WorkflowReferenceStore,
    private readonly tasks: NodeTaskStore,
    private readonly own: WorkflowTaskStore,
  ) {}

  /** @throws ConflictError when the project has a workflow of that name. */
  async insert(session: Session, workflow: Workflow, actor: string): Promise<void> {
    await this.workflows.insert(session, workflow);
    await this.#write(session, workflow, actor);
  }

  /** Writes the next version; false when somebody else changed the workflow first. */
  async replace(session: Session, next: Workflow, actor: string, note?: string): Promise<boolean> {
    if (!(await this.workflows.replace(session, next))) return false;
    await this.#write(session, next, actor, note);
    return true;
  }

  async setState(session: Session, id: string, state: WorkflowState, now: Date): Promise<void> {
    await this.workflows.setState(session, id, state, now);
    await this.own.setState(session, id, state, now);
  }

  async #write(session: Session, workflow: Workflow, actor: string, note?: string): Promise<void> {
    const { id, version, updatedAt } = workflow;
    await this.versions.insert(session, workflow, actor, note);
    await this.references.replace(session, id, workflow.references);
    const definition = workflowTask(workflow.definition);
    await this.own.write(session, { id, version, definition }, actor, updatedAt);
    const tasks = inlineTasks(id, workflow.definition).map((task) => ({ ...task, version }));
    await this.tasks.insertAll(session, tasks, actor, updatedAt);
  }
}
