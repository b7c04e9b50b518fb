import { Injectable } from '@nestjs/common';
import { ConflictError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { TaskStore, type Task } from '../persistence/stores/task.store.js';
import { WorkflowReferenceStore } from '../persistence/stores/workflow-reference.store.js';
import { RunCanceller } from '../runs/run-canceller.js';
import { mustBeUnused } from '../workflows/used-by-workflows.js';
import { TaskBelongings, type Belongings } from './task-belongings.js';

const idsNamed = 20;
const schedulesAtOnce = 50;

/** Removes a task with what hangs on it. */
@Injectable()
export class TaskDeletion {
  constructor(
    private readonly database: Database,
    private readonly tasks: TaskStore,
    private readonly belongings: TaskBelongings,
    private readonly canceller: RunCanceller,
    private readonly workflows: WorkflowReferenceStore,
  ) {}

  /** @throws ConflictError that says what would be stopped, unless that is wanted; or which workflows use it, in any case. */
  async delete(task: Task, force: boolean, actor: string): Promise<void> {
    const found = await this.database.run(async (session) => {
      await this.#mustBeUnused(session, task);
      return this.belongings.of(session, task.id);
    });
    const { scheduleIds, dependents, runs } = found;
    if (!force && scheduleIds.length + dependents + runs.length > 0) throw inUse(task, found);
    // First what makes runs, then the runs: should this process die, the task is still there and can be deleted again.
    await this.#removeSchedules(task.id, actor);
    await this.#cancelRuns(task.id);
    await this.database.transaction(async (session) => {
      await this.belongings.removeSchedules(session, task.id, Infinity, actor);
      await this.belongings.endDependents(session, task.id, actor);
      await this.tasks.delete(session, task.id);
      // Once more: only now can no workflow name it any longer.
      await this.#mustBeUnused(session, task);
    });
    // Once more: until the deletion was committed, callers could still make runs.
    await this.#cancelRuns(task.id);
  }

  #mustBeUnused(session: Session, { id, definition }: Task): Promise<void> {
    return mustBeUnused(this.workflows, session, 'task', { id, name: definition.name });
  }

  /** Some at a time: nobody should wait for the locks of thousands. */
  async #removeSchedules(taskId: string, actor: string): Promise<void> {
    for (;;) {
      const found = await this.database.transaction((session) =>
        this.belongings.removeSchedules(session, taskId, schedulesAtOnce, actor),
      );
      if (found < schedulesAtOnce) return;
    }
  }

  async #cancelRuns(taskId: string): Promise<void> {
    const { runs } = await this.database.run((session) => this.belongings.of(session, taskId));
    await this.canceller.cancelAll(
      runs.map((run) => run.id),
      'its task was deleted',
    );
  }
}

function inUse(task: Task, { scheduleIds, dependents, runs }: Belongings): ConflictError {
  const running = runs.filter((run) => run.state === 'running').length;
  const waiting = runs.length - running;
  return new ConflictError(
    `Task "${task.definition.name}" has ${scheduleIds.length} schedule(s), ${running} running and ${waiting} waiting ` +
      `run(s), and ${dependents} schedule(s) wait for its success; with force=true its schedules are deleted, its runs ` +
      'cancelled, and what waits for it is exhausted.',
    [],
    {
      schedules: { count: scheduleIds.length, ids: scheduleIds.slice(0, idsNamed) },
      runs: { running, waiting, ids: runs.slice(0, idsNamed).map((run) => run.id) },
      dependents,
    },
  );
}
