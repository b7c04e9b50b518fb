import { Injectable } from '@nestjs/common';
import { messageOf } from '@orrery/runtime';
import { EventPublisher } from '../events/event-publisher.js';
import { DispatchWake } from '../loops/wake-calls.js';
import { MasterLogger } from '../master-logger.js';
import type { EndedRuns } from './run-ender.js';

/** Tells the world what a committed transaction did to runs. */
@Injectable()
export class RunAnnouncer {
  constructor(
    private readonly publisher: EventPublisher,
    private readonly wake: DispatchWake,
    private readonly log: MasterLogger,
  ) {}

  /** Never rejects: what must arrive stands in the outbox and is sent later. */
  async announce(ended: EndedRuns): Promise<void> {
    if (ended.ready > 0) this.wake.wake();
    await this.publisher.publishRunEvents(ended.events);
    try {
      await this.publisher.relay(ended.outbox);
    } catch (error) {
      this.log.logger.warn(`${ended.outbox.length} event(s) wait in the outbox (${messageOf(error)})`);
    }
  }
}
