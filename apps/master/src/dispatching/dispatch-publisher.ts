import { Injectable } from '@nestjs/common';
import { MessageSender } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import type { DispatchRow } from '../persistence/stores/backlog.store.js';
import { dispatchMessage } from './dispatch-message.js';
import { DispatchRecords } from './dispatch-records.js';
import { PushPublisher } from './routing/push-publisher.js';
import { RunPace } from './run-pace.js';

const tryAgainAfterMs = 500;

/**
 * Sends runs that are marked as dispatched. The row is its own outbox: what no queue took goes back to the backlog; what
 * may or may not have arrived stays dispatched and is sent again, unless a worker accepted it meanwhile.
 */
@Injectable()
export class DispatchPublisher {
  constructor(
    private readonly records: DispatchRecords,
    private readonly sender: MessageSender,
    private readonly pushes: PushPublisher,
    private readonly pace: RunPace,
    private readonly log: MasterLogger,
  ) {}

  /** Never rejects: what goes wrong is logged, and the runs are sent later. Their definitions must be loaded. */
  publish(runs: readonly DispatchRow[]): Promise<void> {
    return this.#publish(runs, (run) => this.pace.together(run.task_id));
  }

  /** As `publish`, for runs that got lost on their way: alone, so that those in the queue can be counted. */
  publishAgain(runs: readonly DispatchRow[]): Promise<void> {
    return this.#publish(runs, () => 1);
  }

  async #publish(all: readonly DispatchRow[], together: (run: DispatchRow) => number): Promise<void> {
    const pulled = all.filter((run) => run.worker_id === null);
    const pushed = all.filter((run) => run.worker_id !== null);
    await Promise.all([this.pushes.publish(pushed), this.#publishPulled(pulled, together)]);
  }

  async #publishPulled(runs: readonly DispatchRow[], together: (run: DispatchRow) => number): Promise<void> {
    if (runs.length === 0) return;
    try {
      const outcomes = await this.sender.sendAll(
        'run.dispatch',
        runs.map((run) => ({ ...this.#addressed(run), together: together(run) })),
      );
      await this.#giveBack(runs.filter((_, index) => outcomes[index] === 'unroutable'));
    } catch (error) {
      await this.#sendAgainSoon(runs, error);
    }
  }

  #addressed(run: DispatchRow) {
    return {
      payload: dispatchMessage(run, this.records.definitions.get(run)),
      address: run.group_name,
      id: `${run.id}:${run.attempt}`,
    };
  }

  async #giveBack(runs: readonly DispatchRow[]): Promise<void> {
    if (runs.length === 0) return;
    for (const run of runs) this.records.capacity.release(run.group_name, 1);
    const { database, backlog } = this.records;
    await database.run((session) => backlog.giveBack(session, runs, this.#soon()));
  }

  /** Should this fail as well, the runs wait until their time to be accepted is over. */
  async #sendAgainSoon(runs: readonly DispatchRow[], reason: unknown): Promise<void> {
    const { database, backlog } = this.records;
    const { logger } = this.log;
    logger.warn(`${runs.length} run(s) may not have been sent (${messageOf(reason)}); they are sent again`);
    try {
      await database.run((session) => backlog.sendAgain(session, runs, this.#soon()));
    } catch (error) {
      logger.warn(`${runs.length} run(s) are sent again later than usual (${messageOf(error)})`);
    }
  }

  #soon(): Date {
    return new Date(this.records.clock.now().getTime() + tryAgainAfterMs);
  }
}
