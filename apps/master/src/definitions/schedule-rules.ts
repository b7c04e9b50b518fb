import { Injectable } from '@nestjs/common';
import type { ScheduleBodyDto } from '@orrery/contracts';
import { InvalidError, isTerminal, type ScheduleState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { RunStore } from '../persistence/stores/run.store.js';
import type { Schedule } from '../persistence/stores/schedule.store.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import { ProjectService } from './project.service.js';

/** What must hold for a schedule before it is written. */
@Injectable()
export class ScheduleRules {
  constructor(
    private readonly fireTimes: FireTimes,
    private readonly tasks: TaskStore,
    private readonly projects: ProjectService,
    private readonly runs: RunStore,
  ) {}

  /** @throws InvalidError naming the field. */
  async check(session: Session, body: ScheduleBodyDto, project: string): Promise<void> {
    this.fireTimes.validate(body.trigger);
    if (body.startAt && body.endAt && Date.parse(body.endAt) <= Date.parse(body.startAt)) {
      throw InvalidError.field('/endAt', 'must be after startAt');
    }
    await this.projects.mustExist(session, project);
    const task = await this.tasks.find(session, body.target.id);
    if (!task) throw InvalidError.field('/target/id', `there is no task "${body.target.id}"`);
    if (task.definition.project !== project) {
      throw InvalidError.field('/target/id', `task "${task.definition.name}" is in another project`);
    }
  }

  /** Whether the run a fixed delay waits for is still to end. The schedule must be locked. */
  async isAwaiting(session: Session, schedule: Schedule): Promise<boolean> {
    if (schedule.awaitedRunId === null) return false;
    const run = await this.runs.find(session, schedule.awaitedRunId);
    return run !== undefined && !isTerminal(run.state);
  }

  /** The state and next fire of an active schedule as seen after `after`. */
  outlook(
    schedule: Pick<Schedule, 'trigger' | 'startAt' | 'endAt' | 'anchorAt'>,
    after: Date,
  ): { state: ScheduleState; nextFireAt: Date | null } {
    const nextFireAt = this.fireTimes.next(schedule.trigger, schedule, after) ?? null;
    return { state: nextFireAt ? 'active' : 'exhausted', nextFireAt };
  }
}
