import { topology as catalogue, type ExchangeName, type QueueSpec, type Topology } from '@orrery/contracts';
import { NotFoundError, UnavailableError, type Clock } from '@orrery/domain';
import { SystemClock, type Logger } from '@orrery/runtime';
import type { Channel, ChannelModel } from 'amqplib';
import {
  Broker,
  type Consumer,
  type ConsumeOptions,
  type Delivery,
  type DeliveryHandler,
  type OutgoingMessage,
  type PublishOutcome,
} from '../broker/broker.js';
import { settledWithin } from '../broker/settled-within.js';
import { closeChannel } from './close-channel.js';
import { ConfirmingPublisher } from './confirming-publisher.js';
import { Declarations } from './declarations.js';
import { Namespace } from './namespace.js';
import { RabbitConnection } from './rabbit-connection.js';
import { RabbitConsumer } from './rabbit-consumer.js';
import { Requester } from './requester.js';

const NOT_FOUND = 404;

export interface RabbitBrokerOptions {
  /** `amqp://user:password@host:5672/vhost` */
  readonly url: string;
  readonly namespace: string;
  /** Shown in the management console. */
  readonly clientName: string;
  readonly logger: Logger;
  /** A silent connection counts as lost after twice this many seconds. Default 5. */
  readonly heartbeatS?: number;
  /** How long `close` waits for handlers and confirms. Default 5,000. */
  readonly closeGraceMs?: number;
  readonly topology?: Topology;
  readonly clock?: Clock;
}

/** The broker port on RabbitMQ >= 3.10; what it guarantees is in the README beside it. */
export class RabbitBroker extends Broker {
  private readonly logger: Logger;
  private readonly closeGraceMs: number;
  private readonly namespace: Namespace;
  private readonly declarations: Declarations;
  private readonly connection: RabbitConnection;
  private readonly publisher: ConfirmingPublisher;
  private readonly requester: Requester;
  private readonly consumers = new Set<RabbitConsumer>();
  private readonly listeners: ((connected: boolean) => void)[] = [];
  private tellClosed: () => void;
  private readonly closed = new Promise<void>((resolve) => (this.tellClosed = resolve));
  private wasConnected = false;
  private connecting: Promise<void> | undefined;
  private closing: Promise<void> | undefined;

  constructor(options: RabbitBrokerOptions) {
    super();
    const { url, clientName, logger, heartbeatS = 5, clock = new SystemClock() } = options;
    this.logger = logger;
    this.closeGraceMs = options.closeGraceMs ?? 5_000;
    this.namespace = new Namespace(options.namespace);
    this.declarations = new Declarations(this.namespace, options.topology ?? catalogue);
    const setup = (model: ChannelModel) =>
      withChannel(model, (channel) => this.declarations.declareShared(channel));
    this.connection = new RabbitConnection({ url, clientName, heartbeatS, logger, setup });
    const onChange = () => this.noticeChange();
    this.publisher = new ConfirmingPublisher(this.connection, this.namespace, clock, logger, onChange);
    this.requester = new Requester(this.connection, this.namespace, clock, logger, onChange);
  }

  async connect(): Promise<void> {
    this.connecting ??= this.startChannels();
    await this.connecting;
    await this.connection.open();
    if (this.isConnected()) return;
    await Promise.race([new Promise<void>((resolve) => this.listeners.push(() => resolve())), this.closed]);
    if (this.closing !== undefined) throw new UnavailableError('The broker connection has been closed.');
  }

  isConnected(): boolean {
    return this.publisher.isOpen && this.requester.isOpen;
  }

  onConnectionChange(listener: (connected: boolean) => void): void {
    this.listeners.push(listener);
  }

  async declare(queue: QueueSpec): Promise<void> {
    this.declarations.remember(queue);
    await this.onceConnected((channel) => this.declarations.declareQueue(channel, queue.name));
  }

  async bind(queue: string, exchange: ExchangeName, key: string): Promise<void> {
    if (this.declarations.kindOf(queue) === undefined) throw NotFoundError.of('queue', queue);
    this.declarations.rememberBinding(queue, { exchange, key });
    await this.onceConnected((channel) => this.declarations.declareQueue(channel, queue));
  }

  async unbind(queue: string, exchange: ExchangeName, key: string): Promise<void> {
    this.declarations.forgetBinding(queue, { exchange, key });
    await this.onceConnected(async (channel) => {
      await channel.unbindQueue(this.namespace.queue(queue), this.namespace.exchange(exchange), key);
    });
  }

  publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    return this.publisher.publish(messages);
  }

  async consume(queue: string, options: ConsumeOptions, handler: DeliveryHandler): Promise<Consumer> {
    if (this.closing !== undefined) throw new UnavailableError('The broker connection is closed.');
    const { connection, namespace, declarations, logger } = this;
    const consumer = new RabbitConsumer(queue, options, handler, {
      connection,
      namespace,
      declarations,
      logger,
      onStopped: (stopped) => this.consumers.delete(stopped),
    });
    this.consumers.add(consumer);
    try {
      await consumer.start();
    } catch (error) {
      this.consumers.delete(consumer);
      throw isNotFound(error) ? NotFoundError.of('queue', queue) : error;
    }
    return consumer;
  }

  request(message: OutgoingMessage, { deadlineMs }: { deadlineMs: number }): Promise<unknown> {
    return this.requester.request(message, deadlineMs);
  }

  async reply(request: Delivery, body: unknown): Promise<void> {
    this.requester.reply(request, body);
  }

  async depth(queue: string): Promise<{ messages: number; consumers: number } | undefined> {
    const model = this.connection.model;
    if (model === undefined) throw new UnavailableError('The broker is not connected.');
    try {
      const found = await withChannel(model, (channel) => channel.checkQueue(this.namespace.queue(queue)));
      return { messages: found.messageCount, consumers: found.consumerCount };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw new UnavailableError(`The depth of ${queue} is not known: ${String(error)}`);
    }
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async startChannels(): Promise<void> {
    await this.publisher.start();
    await this.requester.start();
  }

  private async shutDown(): Promise<void> {
    const stopped = Promise.allSettled([...this.consumers].map((consumer) => consumer.stop()));
    if (!(await settledWithin(this.closeGraceMs, stopped))) {
      this.logger.warn(
        { graceMs: this.closeGraceMs },
        'handlers still running; the broker offers their messages again',
      );
    }
    await this.publisher.stop(this.closeGraceMs);
    await this.requester.stop();
    await this.connection.close();
    this.noticeChange();
    this.tellClosed();
  }

  /** Does it now if connected; if not, or if the connection breaks meanwhile, the reconnection does it from memory. */
  private async onceConnected(work: (channel: Channel) => Promise<void>): Promise<void> {
    const model = this.connection.model;
    if (model === undefined) return;
    try {
      await withChannel(model, work);
    } catch (error) {
      if (this.connection.model === model) throw error;
    }
  }

  private noticeChange(): void {
    const connected = this.isConnected();
    if (connected === this.wasConnected) return;
    this.wasConnected = connected;
    for (const listener of [...this.listeners]) listener(connected);
  }
}

function isNotFound(error: unknown): boolean {
  return (error as { code?: unknown }).code === NOT_FOUND;
}

/** Runs `work` on a channel of its own: a refused declaration closes no channel that others use. */
async function withChannel<T>(model: ChannelModel, work: (channel: Channel) => Promise<T>): Promise<T> {
  const channel = await model.createChannel();
  channel.on('error', () => undefined); // the refused call itself rejects with it
  try {
    return await work(channel);
  } finally {
    await closeChannel(channel);
  }
}
