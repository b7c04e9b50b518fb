import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { CapacityFollowers } from '../dispatching/capacity-followers.js';
import { ScheduleFollowers } from '../triggering/schedule-followers.js';
import type { EndedAttempts, RunFollower } from './run-follower.js';
import { WorkflowFollower, type FollowedWorkflows } from '../workflows/running/workflow-follower.js';
import { ParentEndings } from './sharding/parent-endings.js';

/** Everything that goes on when runs end, in this order. */
@Injectable()
export class RunFollowers {
  readonly #all: readonly RunFollower[];

  constructor(
    schedules: ScheduleFollowers,
    capacity: CapacityFollowers,
    private readonly parents: ParentEndings,
    private readonly workflows: WorkflowFollower,
  ) {
    this.#all = [schedules, ...capacity.all];
  }

  /** Resolves to how many runs may go out now. */
  async attemptsEnded(session: Session, ended: EndedAttempts): Promise<number> {
    let ready = 0;
    for (const follower of this.#all) ready += await follower.attemptsEnded(session, ended);
    return ready;
  }

  /** Runs that are over because the last of their parts are, to be ended in the same transaction; and parts that come next. */
  async wholesOver(session: Session, ended: EndedAttempts): Promise<FollowedWorkflows> {
    const parents = await this.parents.overBy(session, ended);
    const { endings, started, news } = await this.workflows.follow(session, ended);
    return { endings: [...parents, ...endings], started, news };
  }
}
