import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { PlannerWake, PunctualWake } from '../loops/wake-calls.js';
import { PlanStep, type PlanTally } from './plan-step.js';
import { UpcomingFires } from './upcoming-fires.js';

/** A schedule that is due and was passed over is locked for a moment: by another master, or because a run of it ends. */
const lockedForMs = 20;

/**
 * Plans the fires of serial schedules at their time, when it is known which of their runs have ended. It looks ahead to
 * wake up at the right millisecond; every master does, and the first one to lock a schedule plans it.
 */
@Injectable()
export class PunctualPlanner implements OnModuleDestroy {
  #alarm: NodeJS.Timeout | undefined;

  constructor(
    private readonly step: PlanStep,
    private readonly upcoming: UpcomingFires,
    private readonly clock: Clock,
    private readonly wake: PunctualWake,
    changed: PlannerWake,
  ) {
    changed.onWake(() => wake.wake());
  }

  async runOnce(): Promise<PlanTally> {
    const tally = await this.step.planDue(true, () => {
      const now = this.clock.now();
      return { now, until: now };
    });
    this.#setAlarm(await this.upcoming.next());
    return tally;
  }

  onModuleDestroy(): void {
    clearTimeout(this.#alarm);
  }

  #setAlarm(at: Date | null): void {
    clearTimeout(this.#alarm);
    if (at === null) return;
    const delayMs = at.getTime() - this.clock.now().getTime();
    this.#alarm = setTimeout(() => this.wake.wake(), delayMs > 0 ? delayMs : lockedForMs);
  }
}
