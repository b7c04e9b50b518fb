import { Injectable } from '@nestjs/common';
import { SilentWorkers } from './silent-workers.js';
import { WorkerLosses } from './worker-losses.js';

/**
 * Declares workers lost that have been silent too long and did not answer either. Their runs are another class's duty
 * (LostRunRescuer).
 */
@Injectable()
export class WorkerLossDetector {
  constructor(
    private readonly silent: SilentWorkers,
    private readonly losses: WorkerLosses,
  ) {}

  async runOnce(): Promise<{ lost: number }> {
    const workers = await this.silent.unanswering();
    const suspects = workers.map((worker) => ({ worker, since: worker.last_seen_at }));
    return { lost: await this.losses.declare(suspects, 'it is silent and does not answer') };
  }
}
