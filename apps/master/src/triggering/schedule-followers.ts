import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { ScheduleFollower } from '../planning/schedule-follower.js';
import { RunFollower, type EndedAttempts } from '../runs/run-follower.js';
import { DependencyTrigger } from './dependency-trigger.js';

/** Schedules that go on when runs end: first those the runs belong to, then those that wait for their success. */
@Injectable()
export class ScheduleFollowers extends RunFollower {
  constructor(
    private readonly own: ScheduleFollower,
    private readonly dependent: DependencyTrigger,
  ) {
    super();
  }

  override async attemptsEnded(session: Session, ended: EndedAttempts): Promise<number> {
    const own = await this.own.attemptsEnded(session, ended);
    return own + (await this.dependent.attemptsEnded(session, ended));
  }
}
