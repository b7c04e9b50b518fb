import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../../loops/loop-steps.js';
import { ReservedDispatcher } from './reserved-dispatcher.js';
import { SlotKeeper } from './slot-keeper.js';
import { SlotReserver } from './slot-reserver.js';
import { SlotWaitSweeper } from './slot-wait-sweeper.js';

/** What is done about slots that workflow runs reserve again and again. */
@Injectable()
export class ReservingSteps {
  constructor(
    private readonly reserver: SlotReserver,
    private readonly keeper: SlotKeeper,
    private readonly sweeper: SlotWaitSweeper,
    private readonly dispatcher: ReservedDispatcher,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'slot-reserver', intervalMs: 250, step: () => this.reserver.runOnce() },
      { name: 'slot-keeper', intervalMs: 1_000, step: () => this.keeper.runOnce() },
      { name: 'slot-waits', intervalMs: 1_000, step: () => this.sweeper.runOnce() },
      { name: 'reserved-dispatcher', intervalMs: 250, step: () => this.dispatcher.runOnce() },
    ];
  }
}
