import { Injectable } from '@nestjs/common';
import { isTerminal, type Pause, type ScheduleSnapshot } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { PauseState } from '../../definitions/pause-state.js';
import { RunTurnStore } from '../../persistence/stores/run-turn.store.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import type { Schedule } from '../../persistence/stores/schedule-row.js';
import { TaskStore } from '../../persistence/stores/task.store.js';

/** Gathers what decides about the next fire of a schedule, but for the time. */
@Injectable()
export class SnapshotSources {
  constructor(
    private readonly tasks: TaskStore,
    private readonly turns: RunTurnStore,
    private readonly runs: RunStore,
    private readonly pauses: PauseState,
  ) {}

  async of(session: Session, schedule: Schedule): Promise<Omit<ScheduleSnapshot, 'now' | 'opensAt'>> {
    const { state, trigger, overlap, startAt, nextFireAt, targetKind, taskId } = schedule;
    const [task] = await this.tasks.heads(session, [taskId]);
    const turns = await this.turns.of(session, [schedule.id]);
    const idsOf = (place: 'open' | 'queued') =>
      turns.filter((turn) => turn.state === place).map((turn) => turn.runId);
    return {
      state,
      trigger,
      overlap,
      startAt,
      nextFireAt,
      targetKind,
      taskId,
      taskExists: task !== undefined,
      pauses: this.#pauses(schedule, task?.state === 'paused'),
      awaitedRunId: await this.#awaited(session, schedule),
      open: idsOf('open'),
      queued: idsOf('queued'),
    };
  }

  #pauses({ project, taskId }: Schedule, isTaskPaused: boolean): Pause[] {
    const wider = this.pauses.allOf(project);
    return isTaskPaused ? [...wider, { scope: 'task', taskId }] : wider;
  }

  async #awaited(session: Session, { awaitedRunId }: Schedule): Promise<string | null> {
    if (awaitedRunId === null) return null;
    const run = await this.runs.find(session, awaitedRunId);
    return run && !isTerminal(run.state) ? awaitedRunId : null;
  }
}
