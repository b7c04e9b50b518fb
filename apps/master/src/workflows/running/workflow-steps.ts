import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../../loops/loop-steps.js';
import { WorkflowWake } from '../../loops/wake-calls.js';
import { CircleBreaker } from '../circles/circle-breaker.js';
import { WorkflowSweeper } from './workflow-sweeper.js';

/** What is done about workflow runs again and again. */
@Injectable()
export class WorkflowSteps {
  constructor(
    private readonly sweeper: WorkflowSweeper,
    private readonly wake: WorkflowWake,
    private readonly circles: CircleBreaker,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'workflows', intervalMs: 100, step: () => this.sweeper.runOnce(), wokenBy: this.wake },
      { name: 'workflow-circles', intervalMs: 500, step: () => this.circles.runOnce() },
    ];
  }
}
