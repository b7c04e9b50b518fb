import { Injectable } from '@nestjs/common';
import type { RunFollower } from '../runs/run-follower.js';
import { LimitRelease } from './limits/limit-release.js';
import { SlotRelease } from './reserving/slot-release.js';
import { BreakerFollower } from './routing/breaker-follower.js';
import { EndedSlots } from './routing/ended-slots.js';

/** What runs that end give back: slots of limits and of workers, and word of how well their worker does. */
@Injectable()
export class CapacityFollowers {
  readonly all: readonly RunFollower[];

  constructor(limits: LimitRelease, slots: EndedSlots, breakers: BreakerFollower, reserved: SlotRelease) {
    this.all = [limits, slots, breakers, reserved];
  }
}
