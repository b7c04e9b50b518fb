import { Injectable } from '@nestjs/common';
import type { TaskDefinition, WorkflowState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';

/** The task under which the runs of a workflow are kept. */
export interface WorkflowTask {
  readonly id: string;
  readonly version: number;
  readonly definition: TaskDefinition;
}

/**
 * Keeps for each workflow a task with the same id and versions, which nobody sees: a run of the workflow is a run of it, and so is
 * scheduled, limited, paused, counted and told of like any other.
 */
@Injectable()
export class WorkflowTaskStore {
  /** Makes it, or writes the next version. */
  async write(session: Session, task: WorkflowTask, actor: string, now: Date): Promise<void> {
    const { id, version, definition } = task;
    const changing = { version, max_concurrent: definition.maxConcurrent, definition, updated_at: now };
    await session.upsertMany(
      'task',
      [
        // Its id stands for its name: the workflow may have that of another task.
        {
          id,
          project: definition.project,
          name: id,
          kind: definition.kind,
          state: 'active',
          created_at: now,
          ...changing,
        },
      ],
      { key: ['id'], update: Object.keys(changing) },
    );
    await session.insertMany('task_version', [
      { task_id: id, version, definition, changed_by: actor, created_at: now },
    ]);
  }

  async setState(session: Session, id: string, state: WorkflowState, now: Date): Promise<void> {
    await session.execute('UPDATE task SET state = ?, updated_at = ? WHERE id = ?', [state, now, id]);
  }

  /** Its versions stay for the runs that were made with them. */
  async delete(session: Session, id: string): Promise<void> {
    await session.execute('DELETE FROM task WHERE id = ?', [id]);
  }
}
