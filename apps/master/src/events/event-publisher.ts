import { Injectable } from '@nestjs/common';
import type { RunEvent } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { messageOf, type Logger } from '@orrery/runtime';
import { OutboxStore, type OutboxEvent } from '../persistence/stores/outbox.store.js';
import { MasterLogger } from '../master-logger.js';

/** Publishes what happened. Events of the outbox stay there until the broker has them; the others may get lost with it. */
@Injectable()
export class EventPublisher {
  readonly #logger: Logger;

  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxStore,
    private readonly sender: MessageSender,
    logger: MasterLogger,
  ) {
    this.#logger = logger.logger;
  }

  /** Live views: nobody is harmed by a lost one. */
  async publishRunEvents(events: readonly RunEvent[], routingKey?: string): Promise<void> {
    if (events.length === 0) return;
    await this.bestEffort('run.event', () =>
      this.sender.sendAll(
        'run.event',
        events.map((payload) => ({ payload, address: routingKey, id: payload.id })),
      ),
    );
  }

  /** Sends events that stand in the outbox and takes them out. @throws UnavailableError when the broker is away. */
  async relay(events: readonly OutboxEvent[]): Promise<void> {
    if (events.length === 0) return;
    const ofRuns = events.filter((event) => event.message === 'run.event');
    const ofWorkers = events.filter((event) => event.message === 'worker.event');
    await this.sender.sendAll('run.event', ofRuns.map(addressed));
    await this.sender.sendAll('worker.event', ofWorkers.map(addressed));
    await this.database.run((session) =>
      this.outbox.remove(
        session,
        events.map((event) => event.payload.id),
      ),
    );
  }

  async bestEffort(name: string, publish: () => Promise<unknown>): Promise<void> {
    try {
      await publish();
    } catch (error) {
      this.#logger.debug(`event ${name} was not published (${messageOf(error)})`);
    }
  }
}

function addressed<Event extends OutboxEvent>({ payload, routingKey }: Event) {
  return { payload: payload as Event['payload'], address: routingKey, id: payload.id };
}
