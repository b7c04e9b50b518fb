import { Injectable } from '@nestjs/common';
import { isWorkflowGroup } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunEnd } from '../persistence/stores/run-progress.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { taskSubscription } from '../persistence/stores/schedule-row.js';
import { RunFollower, type EndedAttempts } from '../runs/run-follower.js';
import type { Occurrence } from './occurrence.js';
import { SubscribedFires } from './subscribed-fires.js';

/** Fires schedules that wait for the success of a task or workflow, once for each run of it: a run ends once. */
@Injectable()
export class DependencyTrigger extends RunFollower {
  constructor(private readonly fires: SubscribedFires) {
    super();
  }

  override async attemptsEnded(session: Session, { endings, ends }: EndedAttempts): Promise<number> {
    const succeeded = new Map(ends.filter(({ state }) => state === 'succeeded').map((end) => [end.id, end]));
    // Shards are parts of a run: the whole of it counts.
    const whole = endings
      .filter(({ run, isAwaited }) => run.parent_id === null && succeeded.has(run.id) && isAwaited !== false)
      .map(({ run }) => run);
    const occurrences = whole.map((run) => successOf(run, succeeded.get(run.id)!));
    const { plans } = await this.fires.fire(session, occurrences);
    return plans.flatMap((plan) => plan.runs).filter((run) => run.eligible_at !== null).length;
  }
}

function successOf(run: RunRow, end: RunEnd): Occurrence {
  const plannedAt = run.planned_at?.toISOString() ?? null;
  const of = isWorkflowGroup(run.group_name) ? { workflowId: run.task_id } : { taskId: run.task_id };
  const dependency = { ...of, runId: run.id, plannedAt, result: end.result };
  return { subscription: taskSubscription(run.task_id), params: { dependency } };
}
