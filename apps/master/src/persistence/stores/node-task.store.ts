import { Injectable } from '@nestjs/common';
import type { TaskDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';

/** A version of a task that exists in a workflow only. */
export interface NodeTaskVersion {
  readonly taskId: string;
  readonly version: number;
  readonly definition: TaskDefinition;
}

/** Keeps inline tasks of workflows as versions of tasks that are not listed, so that runs find them as any other. */
@Injectable()
export class NodeTaskStore {
  async insertAll(
    session: Session,
    tasks: readonly NodeTaskVersion[],
    changedBy: string,
    at: Date,
  ): Promise<void> {
    const rows = tasks.map(({ taskId, version, definition }) => ({
      task_id: taskId,
      version,
      definition,
      changed_by: changedBy,
      created_at: at,
    }));
    await session.insertMany('task_version', rows);
  }
}
