import { Injectable } from '@nestjs/common';
import { priorities } from '@orrery/domain';
import { MasterSettings } from '../master-settings.js';
import type { DispatchRow } from '../persistence/stores/backlog.store.js';
import { MasterLogger } from '../master-logger.js';
import { DispatchPublisher } from './dispatch-publisher.js';
import { DispatchRecords } from './dispatch-records.js';
import { WorkQueues } from './work-queues.js';

const mostAtOnce = 500;

/**
 * Sends dispatched runs again that no worker accepted in time and whose messages are not in the queue any more: lost on
 * the way, so the attempt is the same. What merely waits there for busy workers is left alone.
 */
@Injectable()
export class UnacceptedRunRescuer {
  constructor(
    private readonly records: DispatchRecords,
    private readonly publisher: DispatchPublisher,
    private readonly queues: WorkQueues,
    private readonly settings: MasterSettings,
    private readonly log: MasterLogger,
  ) {}

  async runOnce(): Promise<{ rescued: number }> {
    const { database, backlog, clock } = this.records;
    const unaccepted = await database.run((session) => backlog.unaccepted(session, clock.now()));
    let rescued = 0;
    for (const { group, count } of unaccepted) {
      if (!(await this.queues.mayMiss(group, count))) continue;
      for (const rank of priorities.keys()) rescued += await this.#rescue(group, rank);
    }
    if (rescued > 0)
      this.log.logger.warn(`${rescued} run(s) were not accepted by a worker in time; sent again`);
    return { rescued };
  }

  async #rescue(group: string, rank: number): Promise<number> {
    const { database, backlog, definitions, clock } = this.records;
    const now = clock.now();
    const retryAt = new Date(now.getTime() + this.settings.config.acceptWithinMs);
    const runs = await database.transaction(async (session): Promise<readonly DispatchRow[]> => {
      const unaccepted = await backlog.claimUnaccepted(session, group, rank, now, mostAtOnce);
      if (unaccepted.length === 0) return [];
      await definitions.load(session, unaccepted);
      await backlog.markDispatched(session, unaccepted, now, retryAt);
      return unaccepted;
    });
    await this.publisher.publishAgain(runs);
    return runs.length;
  }
}
