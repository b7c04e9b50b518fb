import { Injectable } from '@nestjs/common';
import { RunAnnouncer } from '../../runs/run-announcer.js';
import { RunCanceller } from '../../runs/run-canceller.js';
import type { WorkflowMoveOutcome } from './workflow-moves.js';

/** What follows once workflow runs have been moved on and that is committed. Whatever of it fails is made up for by a loop. */
@Injectable()
export class WorkflowAftermath {
  constructor(
    private readonly announcer: RunAnnouncer,
    private readonly canceller: RunCanceller,
  ) {}

  async follow({ ended, cancels }: WorkflowMoveOutcome): Promise<void> {
    await this.announcer.announce(ended);
    if (cancels.length > 0) await this.canceller.cancelAll(cancels, 'its workflow run was stopped');
  }
}
