import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import { EventPublisher } from './event-publisher.js';

const batchSize = 200;

/** Sends events whose writer died, or met a broker that was away, before it could send them itself. */
@Injectable()
export class OutboxRelay {
  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxStore,
    private readonly publisher: EventPublisher,
    private readonly clock: Clock,
  ) {}

  async runOnce(): Promise<{ relayed: number }> {
    let relayed = 0;
    for (;;) {
      const due = await this.database.run((session) =>
        this.outbox.takeDue(session, this.clock.now(), batchSize),
      );
      await this.publisher.relay(due);
      relayed += due.length;
      if (due.length < batchSize) return { relayed };
    }
  }
}
