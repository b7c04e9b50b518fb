import { Injectable } from '@nestjs/common';
import { MessageSender } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import type { DispatchRow } from '../persistence/stores/backlog.store.js';
import { GroupCapacity } from './group-capacity.js';
import { dispatchMessage } from './dispatch-message.js';
import { DispatchRecords } from './dispatch-records.js';

const giveBackDelayMs = 500;

/**
 * Sends runs that are marked as dispatched. The row is its own outbox: what the broker did not take goes back to the
 * backlog, and should this process die first, the row is sent again once nobody accepted it in time.
 */
@Injectable()
export class DispatchPublisher {
  constructor(
    private readonly records: DispatchRecords,
    private readonly sender: MessageSender,
    private readonly capacity: GroupCapacity,
    private readonly log: MasterLogger,
  ) {}

  /** Never rejects: what goes wrong is logged, and the runs are given back. Their definitions must be loaded. */
  async publish(runs: readonly DispatchRow[]): Promise<void> {
    if (runs.length === 0) return;
    const unsent = await this.#send(runs);
    if (unsent.length > 0) await this.#giveBack(unsent);
  }

  async #send(runs: readonly DispatchRow[]): Promise<readonly DispatchRow[]> {
    try {
      const outcomes = await this.sender.sendAll(
        'run.dispatch',
        runs.map((run) => ({
          payload: dispatchMessage(run, this.records.definitions.get(run)),
          address: run.group_name,
          id: `${run.id}:${run.attempt}`,
        })),
      );
      return runs.filter((_, index) => outcomes[index] === 'unroutable');
    } catch (error) {
      this.log.logger.warn(
        `${runs.length} run(s) were not sent (${messageOf(error)}); they go back to the backlog`,
      );
      return runs;
    }
  }

  async #giveBack(runs: readonly DispatchRow[]): Promise<void> {
    for (const run of runs) this.capacity.release(run.group_name, 1);
    const eligibleAt = new Date(this.records.clock.now().getTime() + giveBackDelayMs);
    try {
      await this.records.database.run((session) =>
        this.records.backlog.giveBack(
          session,
          runs.map((run) => run.id),
          eligibleAt,
        ),
      );
    } catch (error) {
      this.log.logger.warn(
        `${runs.length} run(s) wait to be sent again until their time to be accepted is over (${messageOf(error)})`,
      );
    }
  }
}
