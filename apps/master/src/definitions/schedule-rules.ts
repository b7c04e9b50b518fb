import { Injectable } from '@nestjs/common';
import type { ScheduleBodyDto } from '@orrery/contracts';
import { InvalidError, isTerminal, type ScheduleState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { RunStore } from '../persistence/stores/run.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { FireTimes, isTimed, type FireBounds } from '../planning/triggers/fire-times.js';
import { checkTiming, mustFire } from '../planning/triggers/timing-rules.js';
import { DependencyRules } from '../triggering/dependency-rules.js';
import { ProjectService } from './project.service.js';
import { checkPolicies } from './schedule-policy-rules.js';
import { ScheduleTargets } from './schedule-targets.js';

/** What must hold for a schedule before it is written. */
@Injectable()
export class ScheduleRules {
  constructor(
    private readonly fireTimes: FireTimes,
    private readonly targets: ScheduleTargets,
    private readonly projects: ProjectService,
    private readonly runs: RunStore,
    private readonly dependencies: DependencyRules,
  ) {}

  /**
   * @param id of a schedule that is replaced.
   * @throws InvalidError naming the field.
   */
  async check(session: Session, body: ScheduleBodyDto, project: string, id?: string): Promise<void> {
    checkTiming(this.fireTimes, body.trigger, body);
    checkPolicies(body);
    if (body.startAt && body.endAt && Date.parse(body.endAt) <= Date.parse(body.startAt)) {
      throw InvalidError.field('/endAt', 'must be after startAt');
    }
    await this.projects.mustExist(session, project);
    await this.targets.check(session, body, project);
    const target = { id: body.target.id, project };
    await this.dependencies.check(session, { trigger: body.trigger, target, scheduleId: id });
  }

  /** Whether the run a fixed delay waits for is still to end. The schedule must be locked. */
  async isAwaiting(session: Session, schedule: Schedule): Promise<boolean> {
    if (schedule.awaitedRunId === null) return false;
    const run = await this.runs.find(session, schedule.awaitedRunId);
    return run !== undefined && !isTerminal(run.state);
  }

  /** @throws InvalidError naming the field that leaves a new schedule nothing to fire after `now`. */
  mustFire(schedule: FireBounds & Pick<Schedule, 'trigger'>, now: Date): void {
    mustFire(this.fireTimes, schedule.trigger, schedule, now);
  }

  /** The state and next fire of an active schedule as seen after `after`. One that waits for events has no next fire. */
  outlook(
    schedule: FireBounds & Pick<Schedule, 'trigger'>,
    after: Date,
  ): { state: ScheduleState; nextFireAt: Date | null } {
    if (!isTimed(schedule.trigger)) return { state: 'active', nextFireAt: null };
    const nextFireAt = this.fireTimes.next(schedule.trigger, schedule, after) ?? null;
    return { state: nextFireAt ? 'active' : 'exhausted', nextFireAt };
  }
}
