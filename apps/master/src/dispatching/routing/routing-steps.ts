import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../../loops/loop-steps.js';
import { IntakeWake } from '../../loops/wake-calls.js';
import { IntakeOrders } from './intake-orders.js';
import { UnacceptedPushReleaser } from './unaccepted-push-releaser.js';

/** What routing does again and again. */
@Injectable()
export class RoutingSteps {
  constructor(
    private readonly releaser: UnacceptedPushReleaser,
    private readonly orders: IntakeOrders,
    private readonly joined: IntakeWake,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'unaccepted-pushes', intervalMs: 1_000, step: () => this.releaser.runOnce() },
      { name: 'intake-orders', intervalMs: 1_000, step: () => this.orders.runOnce(), wokenBy: this.joined },
    ];
  }
}
