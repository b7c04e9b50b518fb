import { Injectable } from '@nestjs/common';
import { overdueAfterMs } from '@orrery/domain';
import { BackfillSweeper } from '../backfills/backfill-sweeper.js';
import { BackfillWake } from '../backfills/backfill-wake.js';
import { PauseState } from '../definitions/pause-state.js';
import type { LoopStep } from '../loops/loop-steps.js';
import { OverdueSweeper } from './overdue-sweeper.js';
import { TurnSweeper } from './turns/turn-sweeper.js';

/** What looks after planning, should something have been lost on the way; and after what is planned for the past. */
@Injectable()
export class PlanningSweeps {
  constructor(
    private readonly pauses: PauseState,
    private readonly turns: TurnSweeper,
    private readonly overdue: OverdueSweeper,
    private readonly backfills: BackfillSweeper,
    private readonly backfillWake: BackfillWake,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'pauses', intervalMs: 2_000, step: () => this.pauses.runOnce() },
      { name: 'turns', intervalMs: 2_000, step: () => this.turns.runOnce() },
      {
        name: 'backfills',
        intervalMs: 1_000,
        step: () => this.backfills.runOnce(),
        wokenBy: this.backfillWake,
      },
      { name: 'overdue-schedules', intervalMs: overdueAfterMs, step: () => this.overdue.runOnce() },
    ];
  }
}
