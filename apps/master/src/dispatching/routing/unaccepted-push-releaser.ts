import { Injectable } from '@nestjs/common';
import { DispatchWake } from '../../loops/wake-calls.js';
import { MasterLogger } from '../../master-logger.js';
import { DispatchRecords } from '../dispatch-records.js';

const mostAtOnce = 500;

/**
 * Takes pushed runs back that their worker did not accept in time, or whose worker is not up any more; they are routed
 * anew. A claim of the old worker that comes later is refused, since the run is no longer pushed to it.
 */
@Injectable()
export class UnacceptedPushReleaser {
  constructor(
    private readonly records: DispatchRecords,
    private readonly wake: DispatchWake,
    private readonly log: MasterLogger,
  ) {}

  async runOnce(): Promise<{ released: number }> {
    const { database, backlog, capacity, clock } = this.records;
    const now = clock.now();
    const released = await database.transaction(async (session) => {
      const runs = await backlog.claimUnacceptedPushes(session, now, mostAtOnce);
      if (runs.length > 0) await backlog.giveBack(session, runs, now);
      return runs;
    });
    for (const run of released) capacity.release(run.group_name, 1, run.weight);
    if (released.length > 0) {
      this.log.logger.warn(`${released.length} pushed run(s) were not accepted by their worker; routed anew`);
      this.wake.wake();
    }
    return { released: released.length };
  }
}
