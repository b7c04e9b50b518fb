import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../loops/loop-steps.js';
import { CapacityRefresher } from './capacity-refresher.js';
import { LimitSteps } from './limits/limit-steps.js';
import { RoutingSteps } from './routing/routing-steps.js';
import { RunDispatcher } from './run-dispatcher.js';
import { UnacceptedRunRescuer } from './unaccepted-run-rescuer.js';

/** What dispatching does again and again. */
@Injectable()
export class DispatchSteps {
  constructor(
    private readonly refresher: CapacityRefresher,
    private readonly dispatcher: RunDispatcher,
    private readonly rescuer: UnacceptedRunRescuer,
    private readonly limits: LimitSteps,
    private readonly routing: RoutingSteps,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'capacity', intervalMs: 500, step: () => this.refresher.runOnce() },
      { name: 'dispatcher', intervalMs: 250, step: () => this.dispatcher.runOnce() },
      { name: 'unaccepted-rescuer', intervalMs: 1_000, step: () => this.rescuer.runOnce() },
      ...this.limits.steps(),
      ...this.routing.steps(),
    ];
  }
}
