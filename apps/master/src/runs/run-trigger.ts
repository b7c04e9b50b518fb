import { Injectable } from '@nestjs/common';
import type { RunDto, TriggerRunDto } from '@orrery/contracts';
import { Clock, ConflictError, hasShards, InvalidError, NotFoundError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { NewRunIntake } from '../dispatching/new-run-intake.js';
import { WorkerReservations } from '../dispatching/routing/worker-reservations.js';
import { toRunDto, type RunRow } from '../persistence/stores/run-row.js';
import { rankOrNull } from '../persistence/stores/schedule-row.js';
import { TaskStore, type Task } from '../persistence/stores/task.store.js';
import { newRun } from './new-run.js';

export interface TriggerOptions {
  /** The sender may repeat the request: with this key it makes its runs once. */
  readonly requestKey?: string;
  /** The run that is run again. */
  readonly retryOf?: RunRow;
  /** What the id must name; absent: it may be that of a workflow as well. */
  readonly only?: 'task';
}

/** Starts runs because somebody asked for them. */
@Injectable()
export class RunTrigger {
  constructor(
    private readonly database: Database,
    private readonly tasks: TaskStore,
    private readonly intake: NewRunIntake,
    private readonly reservations: WorkerReservations,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes one run per item, all or none. They are committed when this resolves.
   * @throws ConflictError while the task is paused.
   */
  async trigger(
    taskId: string,
    items: readonly TriggerRunDto[],
    { requestKey, retryOf, only }: TriggerOptions = {},
  ): Promise<RunDto[]> {
    const task = await this.database.run((session) =>
      only ? this.tasks.findVisible(session, taskId) : this.tasks.find(session, taskId),
    );
    if (!task) throw NotFoundError.of('task', taskId);
    if (task.state === 'paused') {
      throw new ConflictError(`Task "${task.definition.name}" is paused; resume it to start runs.`);
    }
    const now = this.clock.now();
    const runs = items.map((item) => runFor(task, item, now, retryOf));
    for (const [at, { reservationId }] of items.entries()) {
      if (reservationId !== undefined)
        runs[at] = await this.#reserved(runs[at]!, task, reservationId, requestKey);
    }
    return (await this.intake.accept(runs, task.definition, requestKey)).map(toRunDto);
  }

  /** The run goes to the worker of the reservation. A repeated request finds it used: by the run it made the first time. */
  async #reserved(
    run: RunRow,
    { definition }: Task,
    reservationId: string,
    requestKey: string | undefined,
  ): Promise<RunRow> {
    if (hasShards(definition.routing.policy)) {
      throw InvalidError.field('/reservationId', 'a run with shards goes to several workers');
    }
    const mayBeUsed = requestKey !== undefined;
    const use = { runId: run.id, weight: definition.weight, group: definition.group, mayBeUsed };
    return { ...run, worker_id: await this.reservations.use(reservationId, use) };
  }
}

function runFor(task: Task, item: TriggerRunDto, now: Date, retryOf: RunRow | undefined): RunRow {
  const dueAt = item.dueAt ? new Date(item.dueAt) : now;
  return newRun(task, {
    params: item.params,
    priority: rankOrNull(item.priority),
    dueAt,
    eligibleAt: dueAt,
    now,
    retryOf: retryOf?.id,
  });
}
