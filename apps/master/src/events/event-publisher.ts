import { Injectable } from '@nestjs/common';
import type { MessagePayloads } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { messageOf, type Logger } from '@orrery/runtime';
import { outboxMessages, OutboxStore, type OutboxEvent } from '../persistence/stores/outbox.store.js';
import { MasterLogger } from '../master-logger.js';
import type { RunNews } from '../runs/run-events.js';
import type { WorkflowRunNews } from '../workflows/running/step-news.js';
import { Audience } from './audience.js';

type LiveEvent = 'run.event' | 'workflow.event';

/** That something has a new state; the event is made only where somebody may be listening. */
interface StateNews<Name extends LiveEvent> {
  readonly state: string;
  readonly event: () => MessagePayloads[Name];
}

/** Publishes what happened. Events of the outbox stay there until the broker has them; the others may get lost with it. */
@Injectable()
export class EventPublisher {
  readonly #logger: Logger;
  readonly #audiences = { 'run.event': new Audience(), 'workflow.event': new Audience() };

  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxStore,
    private readonly sender: MessageSender,
    logger: MasterLogger,
  ) {
    this.#logger = logger.logger;
  }

  /** Live views: nobody is harmed by a lost one. */
  publishRunEvents(news: readonly RunNews[]): Promise<void> {
    return this.#publish('run.event', news);
  }

  /** As those of runs. */
  publishWorkflowEvents(news: readonly WorkflowRunNews[]): Promise<void> {
    return this.#publish('workflow.event', news);
  }

  /** Sends events that stand in the outbox and takes them out. @throws UnavailableError when the broker is away. */
  async relay(events: readonly OutboxEvent[]): Promise<void> {
    if (events.length === 0) return;
    for (const name of outboxMessages) {
      const named = events.filter((event) => event.message === name);
      if (named.length > 0) await this.sender.sendAll(name, named.map(addressed));
    }
    await this.database.run((session) =>
      this.outbox.remove(
        session,
        events.map((event) => event.payload.id),
      ),
    );
  }

  async #publish<Name extends LiveEvent>(name: Name, news: readonly StateNews<Name>[]): Promise<void> {
    const audience = this.#audiences[name];
    const wanted = news.filter(({ state }) => audience.mayListenTo(state));
    if (wanted.length === 0) return;
    await this.bestEffort(name, async () => {
      const events = wanted.map(({ event }) => event());
      const outcomes = await this.sender.sendAll(
        name,
        events.map((payload) => ({ payload, id: payload.id })),
      );
      for (const [index, { state }] of wanted.entries()) audience.learn(state, outcomes[index]!);
    });
  }

  async bestEffort(name: string, publish: () => Promise<unknown>): Promise<void> {
    try {
      await publish();
    } catch (error) {
      this.#logger.debug(`event ${name} was not published (${messageOf(error)})`);
    }
  }
}

function addressed({ payload, routingKey }: OutboxEvent) {
  return { payload, address: routingKey, id: payload.id };
}
