import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../loops/loop-steps.js';
import { CancelReminder } from './cancel-reminder.js';
import { QueueTimeoutSweeper } from './queue-timeout-sweeper.js';
import { ShardSteps } from './sharding/shard-steps.js';
import { ReservingSteps } from '../dispatching/reserving/reserving-steps.js';
import { WorkflowSteps } from '../workflows/running/workflow-steps.js';

/** What is done about runs again and again. */
@Injectable()
export class RunSteps {
  constructor(
    private readonly queueTimeouts: QueueTimeoutSweeper,
    private readonly cancels: CancelReminder,
    private readonly shards: ShardSteps,
    private readonly workflows: WorkflowSteps,
    private readonly reserving: ReservingSteps,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'queue-timeouts', intervalMs: 1_000, step: () => this.queueTimeouts.runOnce() },
      { name: 'cancel-reminder', intervalMs: 2_000, step: () => this.cancels.runOnce() },
      ...this.shards.steps(),
      ...this.workflows.steps(),
      ...this.reserving.steps(),
    ];
  }
}
