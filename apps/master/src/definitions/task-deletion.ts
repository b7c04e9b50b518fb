import { Injectable } from '@nestjs/common';
import { ConflictError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { RunStore } from '../persistence/stores/run.store.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { TaskStore, type Task } from '../persistence/stores/task.store.js';
import { RunCanceller } from '../runs/run-canceller.js';

/** Removes a task with what hangs on it. */
@Injectable()
export class TaskDeletion {
  constructor(
    private readonly database: Database,
    private readonly tasks: TaskStore,
    private readonly schedules: ScheduleStore,
    private readonly runs: RunStore,
    private readonly canceller: RunCanceller,
  ) {}

  async delete(task: Task, force: boolean): Promise<void> {
    const { scheduleIds, runIds } = await this.database.run(async (session) => ({
      scheduleIds: await this.schedules.idsOfTask(session, task.id),
      runIds: await this.runs.openIdsOfTask(session, task.id),
    }));
    if (!force && (scheduleIds.length > 0 || runIds.length > 0)) {
      throw new ConflictError(
        `Task "${task.definition.name}" has ${scheduleIds.length} schedule(s) and ${runIds.length} unfinished run(s); ` +
          'with force=true the schedules are deleted and the runs cancelled.',
      );
    }
    await this.database.transaction(async (session) => {
      await this.schedules.deleteOfTask(session, task.id);
      await this.tasks.delete(session, task.id);
    });
    // Read again: until the deletion was committed, schedules and callers could still make runs.
    const left = await this.database.run((session) => this.runs.openIdsOfTask(session, task.id));
    await this.canceller.cancelAll(left, 'its task was deleted');
  }
}
