import { Injectable } from '@nestjs/common';
import { InvalidError, routingFaults, type FieldError, type WorkflowDefinition } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { ProjectService } from '../definitions/project.service.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { taskReferences, type PlacedTask } from './task-references.js';

/** What a workflow uses and does not bring with it: its project and its tasks. */
@Injectable()
export class WorkflowTasks {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectService,
    private readonly tasks: TaskStore,
  ) {}

  /** Tasks that do not exist or, written in the workflow, contradict themselves; the project that does not exist. */
  async check(definition: WorkflowDefinition): Promise<FieldError[]> {
    const placed = taskReferences(definition);
    return [
      ...placed.flatMap(inlineFaults),
      ...(await this.database.run((session) => this.#missing(session, definition.project, placed))),
    ];
  }

  async #missing(session: Session, project: string, placed: readonly PlacedTask[]): Promise<FieldError[]> {
    const wanted = new Set(placed.flatMap(({ task }) => (typeof task === 'string' ? [task] : [])));
    try {
      await this.projects.mustExist(session, project);
    } catch (error) {
      if (error instanceof InvalidError) return [...error.errors];
      throw error;
    }
    const known = await this.tasks.namesAndIds(session, project, [...wanted]);
    return placed
      .filter(({ task }) => typeof task === 'string' && !known.has(task))
      .map(({ pointer, task }) => ({
        pointer,
        detail: `there is no task "${task as string}" in project "${project}"`,
      }));
  }
}

function inlineFaults({ pointer, task }: PlacedTask): FieldError[] {
  if (typeof task === 'string') return [];
  return routingFaults(task).map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }));
}
