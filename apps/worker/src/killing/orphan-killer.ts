import type { Logger } from '@orrery/runtime';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import { endProcesses } from './end-processes.js';
import type { ProcessFinder } from './process-finder.js';
import { FoundProcesses } from './quarry.js';

/** Kills what a former life of this worker left running, before its attempts are reported lost. */
export class OrphanKiller {
  constructor(
    private readonly finder: ProcessFinder,
    private readonly identity: Pick<WorkerIdentity, 'id' | 'home' | 'epoch'>,
    private readonly logger: Logger,
  ) {}

  /** Returns how many there were. */
  async runOnce(): Promise<number> {
    const { id, home, epoch } = this.identity;
    const { ended, left } = await endProcesses(
      new FoundProcesses(() => this.finder.orphansOf(home, epoch)),
      0,
    );
    if (ended > 0)
      this.logger.warn({ ended, left }, `killed ${ended} processes of a former life of worker ${id}`);
    return ended;
  }
}
