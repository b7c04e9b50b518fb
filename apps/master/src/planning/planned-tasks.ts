import { Injectable } from '@nestjs/common';
import type { TaskState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import type { PlannedTask } from './plan-schedule.js';

/** Finds the tasks of due schedules as they are now; what a version says is read once. */
@Injectable()
export class PlannedTasks {
  constructor(
    private readonly tasks: TaskStore,
    private readonly definitions: DefinitionCache,
  ) {}

  /** By id; deleted ones are left out. */
  async find(
    session: Session,
    ids: readonly string[],
  ): Promise<Map<string, PlannedTask & { readonly state: TaskState }>> {
    const heads = await this.tasks.heads(session, ids);
    const keyOf = (head: (typeof heads)[number]) => ({ task_id: head.id, task_version: head.version });
    await this.definitions.load(session, heads.map(keyOf));
    return new Map(
      heads.map((head) => [head.id, { ...head, definition: this.definitions.get(keyOf(head)) }]),
    );
  }
}
