import { Injectable } from '@nestjs/common';
import type { TaskDefinition } from '@orrery/domain';
import { PauseState } from '../definitions/pause-state.js';
import { LimitBook, type LimitedRun } from './limits/limit-book.js';
import { RunRouter } from './routing/run-router.js';

/** Tells runs that need no pipeline: no limit, no pause, and whichever worker of the group takes it. */
@Injectable()
export class DirectRuns {
  constructor(
    private readonly limits: LimitBook,
    private readonly pauses: PauseState,
    private readonly router: RunRouter,
  ) {}

  isDirect(run: LimitedRun, definition: TaskDefinition): boolean {
    return (
      this.router.isPulled(definition) &&
      !this.limits.isLimited(run, definition) &&
      this.pauses.of(run.project, run.task_id) === undefined
    );
  }
}
