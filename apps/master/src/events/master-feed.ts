import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { eventFeedQueue, messageRoutes, type MessageName, type MessagePayloads } from '@orrery/contracts';
import { Broker, type Delivery } from '@orrery/messaging';
import { messageOf, newId } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { MasterSettings } from '../master-settings.js';

/** Messages of the `events` exchange that every master wants to hear, each for itself. */
type FedMessage = 'setting.changed' | 'definition.changed' | 'worker.answer';

type Listener = (payload: never) => unknown;
const prefetch = 100;

/**
 * Brings every master the events that caches must hear of. An event may get lost with the connection, so whoever listens
 * also looks by itself now and then.
 */
@Injectable()
export class MasterFeed implements OnApplicationBootstrap {
  readonly #listeners = new Map<string, Listener[]>();

  constructor(
    private readonly broker: Broker,
    private readonly settings: MasterSettings,
    private readonly log: MasterLogger,
  ) {}

  /** To be called before the master starts to listen (in a constructor). */
  on<Name extends FedMessage & MessageName>(
    name: Name,
    listener: (payload: MessagePayloads[Name]) => unknown,
  ): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }

  async onApplicationBootstrap(): Promise<void> {
    const keys = [...this.#listeners.keys()].map((name) => messageRoutes[name as FedMessage].routingKey);
    const queue = eventFeedQueue(
      `master.${this.settings.config.nodeId}.${newId().slice(-12)}`,
      keys.map((routingKey) => routingKey({} as never)),
    );
    await this.broker.connect();
    await this.broker.declare(queue);
    await this.broker.consume(queue.name, { prefetch }, ([delivery]) => this.#take(delivery!));
  }

  async #take(delivery: Delivery): Promise<void> {
    delivery.ack();
    for (const listener of this.#listeners.get(delivery.type) ?? []) {
      try {
        await listener(delivery.body as never);
      } catch (error) {
        this.log.logger.warn(`event ${delivery.type} was not acted on (${messageOf(error)})`);
      }
    }
  }
}
