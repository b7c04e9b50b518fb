import { Injectable } from '@nestjs/common';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import type { ConsistencyCheck, ConsistencyTally } from './consistency-check.js';
import { ConsistencyChecks } from './consistency-checks.js';
import { ConsistencyRecords } from './consistency-records.js';

/** Makes every comparison and keeps what it found; one that fails does not stop the others. */
@Injectable()
export class ConsistencyRunner {
  constructor(
    private readonly checks: ConsistencyChecks,
    private readonly records: ConsistencyRecords,
    private readonly log: MasterLogger,
  ) {}

  async runOnce(): Promise<{ open: number }> {
    let open = 0;
    for (const check of this.checks.all()) {
      const tally = await this.#make(check);
      if (tally === undefined) continue;
      open += Math.max(0, tally.found - tally.repaired);
      await this.records.keep(check.name, tally);
    }
    return { open };
  }

  async #make(check: ConsistencyCheck): Promise<ConsistencyTally | undefined> {
    try {
      const tally = await check.runOnce();
      if (tally.repaired > 0) {
        this.log.logger.warn(`${check.name}: ${tally.repaired} of ${tally.found} repaired`);
      }
      return tally;
    } catch (error) {
      this.log.logger.warn(`check ${check.name} was not made (${messageOf(error)}); it is made again soon`);
      return undefined;
    }
  }
}
