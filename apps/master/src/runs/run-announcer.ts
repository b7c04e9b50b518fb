import { Injectable } from '@nestjs/common';
import { messageOf } from '@orrery/runtime';
import { BackfillWake } from '../backfills/backfill-wake.js';
import { StartedRuns } from '../dispatching/started-runs.js';
import { EventPublisher } from '../events/event-publisher.js';
import { DispatchWake } from '../loops/wake-calls.js';
import { MasterLogger } from '../master-logger.js';
import type { EndedRuns } from './run-ender.js';

/** Tells the world what a committed transaction did to runs. */
@Injectable()
export class RunAnnouncer {
  constructor(
    private readonly publisher: EventPublisher,
    private readonly starts: StartedRuns,
    private readonly wake: DispatchWake,
    private readonly backfills: BackfillWake,
    private readonly log: MasterLogger,
  ) {}

  /** Never rejects: what must arrive stands in the outbox and is sent later. */
  async announce(ended: EndedRuns): Promise<void> {
    this.starts.send(ended.started);
    if (ended.ready > 0) this.wake.wake();
    this.backfills.runsEnded(ended.backfilled);
    await Promise.all([
      this.publisher.publishRunEvents(ended.events),
      this.publisher.publishWorkflowEvents(ended.workflows),
    ]);
    try {
      await this.publisher.relay(ended.outbox);
    } catch (error) {
      this.log.logger.warn(`${ended.outbox.length} event(s) wait in the outbox (${messageOf(error)})`);
    }
  }
}
