import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../../loops/loop-steps.js';
import { WorkflowWake } from '../../loops/wake-calls.js';
import { WorkflowSweeper } from './workflow-sweeper.js';

/** What is done about workflow runs again and again. */
@Injectable()
export class WorkflowSteps {
  constructor(
    private readonly sweeper: WorkflowSweeper,
    private readonly wake: WorkflowWake,
  ) {}

  steps(): LoopStep[] {
    return [{ name: 'workflows', intervalMs: 100, step: () => this.sweeper.runOnce(), wokenBy: this.wake }];
  }
}
