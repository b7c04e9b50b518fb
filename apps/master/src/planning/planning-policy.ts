import { Injectable } from '@nestjs/common';
import type { Pause, TaskState } from '@orrery/domain';
import { PauseState } from '../definitions/pause-state.js';
import { MasterSettings } from '../master-settings.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { ClusterSettings } from '../settings/cluster-settings.js';
import type { PlanningRules } from './plan-schedule.js';

/** Planned times that one step looks at, of all its schedules together: the size of one transaction. */
const timesAtOnce = 5_000;
const leastTimes = 10;
const mostTimes = 500;

/** What planning goes by beside the schedules themselves: settings, and who has stopped what. */
@Injectable()
export class PlanningPolicy {
  constructor(
    private readonly cluster: ClusterSettings,
    private readonly settings: MasterSettings,
    private readonly pauses: PauseState,
  ) {}

  rules(scheduleCount: number): PlanningRules {
    const share = Math.floor(timesAtOnce / Math.max(1, scheduleCount));
    return {
      misfire: {
        windowMs: this.cluster.current('misfire.windowMs'),
        toleranceMs: this.cluster.current('misfire.toleranceMs'),
      },
      holdMs: this.settings.config.holdMs,
      mostTimes: Math.min(mostTimes, Math.max(leastTimes, share)),
    };
  }

  /** What keeps fires of the schedule from starting; the task is as it was just read. */
  pauseOf(schedule: Schedule, task: { readonly state: TaskState } | undefined): Pause | undefined {
    const wider = this.pauses.ofProject(schedule.project);
    if (wider) return wider;
    return task?.state === 'paused' ? { scope: 'task', taskId: schedule.taskId } : undefined;
  }
}
