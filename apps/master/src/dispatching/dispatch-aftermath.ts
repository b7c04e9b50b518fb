import { Injectable } from '@nestjs/common';
import { WorkflowWake } from '../loops/wake-calls.js';
import { DispatchPublisher } from './dispatch-publisher.js';
import type { PipelineOutcome } from './dispatch-pipeline.js';

/** What follows once a step through the pipeline is committed. */
@Injectable()
export class DispatchAftermath {
  constructor(
    private readonly publisher: DispatchPublisher,
    private readonly workflows: WorkflowWake,
  ) {}

  /** Never rejects. */
  async follow({ dispatched, opened }: Pick<PipelineOutcome, 'dispatched' | 'opened'>): Promise<void> {
    if (opened > 0) this.workflows.wake();
    await this.publisher.publish(dispatched);
  }
}
