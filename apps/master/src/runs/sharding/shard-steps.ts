import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../../loops/loop-steps.js';
import { ChildCancels } from './child-cancels.js';
import { ParentStarts } from './parent-starts.js';
import { ShardSweeper } from './shard-sweeper.js';

/** What is done about parents and children again and again. */
@Injectable()
export class ShardSteps {
  constructor(
    private readonly starts: ParentStarts,
    private readonly sweeper: ShardSweeper,
    private readonly cancels: ChildCancels,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'parent-starts', intervalMs: 250, step: () => this.starts.runOnce() },
      { name: 'shard-sweeper', intervalMs: 5_000, step: () => this.sweeper.runOnce() },
      { name: 'child-cancels', intervalMs: 2_000, step: () => this.cancels.runOnce() },
    ];
  }
}
