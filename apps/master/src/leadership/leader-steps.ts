import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../loops/loop-steps.js';
import { LeaderElector } from './leader-elector.js';
import { LeaderTicks } from './leader-ticks.js';
import { Leadership } from './leadership.js';

const tickEveryMs = 250;

/** What every master does to have a leader among them, and what keeps a duty to that one. */
@Injectable()
export class LeaderSteps {
  constructor(
    private readonly ticks: LeaderTicks,
    private readonly elector: LeaderElector,
    private readonly leadership: Leadership,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'leader-tick', intervalMs: tickEveryMs, step: () => this.ticks.runOnce() },
      { name: 'leader-election', intervalMs: tickEveryMs, step: () => this.elector.runOnce() },
    ];
  }

  /** The step, done by the leader only; the loop goes round on all masters. */
  ofLeader(step: LoopStep): LoopStep {
    return { ...step, step: async () => (this.leadership.isLeader ? step.step() : undefined) };
  }
}
