import { Injectable } from '@nestjs/common';
import type { CreatePoolDto } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { ProjectStore } from '../../persistence/stores/project.store.js';
import { TaskStore } from '../../persistence/stores/task.store.js';

/** Finds what a new pool is to limit. */
@Injectable()
export class PoolScopes {
  constructor(
    private readonly projects: ProjectStore,
    private readonly tasks: TaskStore,
  ) {}

  /**
   * The project whose runs alone it limits; null: those of all.
   * @throws InvalidError naming the field when there is no such project or task.
   */
  async projectOf(session: Session, { project, taskId }: CreatePoolDto): Promise<string | null> {
    if (taskId !== undefined) {
      const task = await this.tasks.find(session, taskId);
      if (!task) throw InvalidError.field('/taskId', `there is no task "${taskId}"`);
      return task.definition.project;
    }
    if (project === undefined) return null;
    if (!(await this.projects.find(session, project))) {
      throw InvalidError.field('/project', `there is no project "${project}"`);
    }
    return project;
  }
}
