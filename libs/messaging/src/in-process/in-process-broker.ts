import type { ExchangeName, QueueSpec } from '@orrery/contracts';
import { NotFoundError, UnavailableError, type Clock } from '@orrery/domain';
import { newId, SystemClock, type Logger } from '@orrery/runtime';
import {
  Broker,
  type Consumer,
  type ConsumeOptions,
  type Delivery,
  type DeliveryHandler,
  type OutgoingMessage,
  type PublishOutcome,
} from '../broker/broker.js';
import { jsonOf } from '../broker/json-text.js';
import { outgoingHeaders, outgoingTraceparent } from '../broker/outgoing-headers.js';
import { settledWithin } from '../broker/settled-within.js';
import { InProcessCalls } from './in-process-calls.js';
import { InProcessConsumer } from './in-process-consumer.js';
import { InProcessHub } from './in-process-hub.js';
import type { StoredMessage } from './stored-message.js';

export interface InProcessBrokerOptions {
  readonly logger: Logger;
  /** Shared by brokers that shall reach each other, as connections to one server. Default: one of its own. */
  readonly hub?: InProcessHub;
  readonly closeGraceMs?: number;
  readonly clock?: Clock;
}

/** The broker port within one process, for the standalone mode: same semantics, nothing outlives the process. */
export class InProcessBroker extends Broker {
  private readonly hub: InProcessHub;
  private readonly clock: Clock;
  private readonly calls = new InProcessCalls();
  private readonly consumers = new Set<InProcessConsumer>();
  private readonly ownQueues = new Set<string>();
  private readonly listeners: ((connected: boolean) => void)[] = [];
  private connected = false;
  private closing: Promise<void> | undefined;

  constructor(private readonly options: InProcessBrokerOptions) {
    super();
    this.hub = options.hub ?? new InProcessHub();
    this.clock = options.clock ?? new SystemClock();
  }

  async connect(): Promise<void> {
    if (this.closing !== undefined) throw new UnavailableError('The broker has been closed.');
    if (this.connected) return;
    this.hub.addCaller(this.calls.address, (correlationId, json) => this.calls.answer(correlationId, json));
    this.change(true);
  }

  isConnected(): boolean {
    return this.connected;
  }

  onConnectionChange(listener: (connected: boolean) => void): void {
    this.listeners.push(listener);
  }

  async declare(queue: QueueSpec): Promise<void> {
    if (queue.kind === 'exclusive') this.ownQueues.add(queue.name);
    this.hub.declare(queue);
  }

  async bind(queue: string, exchange: ExchangeName, key: string): Promise<void> {
    if (this.hub.queue(queue) === undefined) throw NotFoundError.of('queue', queue);
    this.hub.bind(queue, { exchange, key });
  }

  async unbind(queue: string, exchange: ExchangeName, key: string): Promise<void> {
    this.hub.unbind(queue, { exchange, key });
  }

  async publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    this.assertConnected();
    const traceparent = outgoingTraceparent();
    const stored = messages.map((message) => store(message, traceparent));
    return stored.map((message, position) => {
      const { exchange, mandatory } = messages[position]!;
      return this.hub.route(exchange, message) || mandatory === false ? 'routed' : 'unroutable';
    });
  }

  async consume(queue: string, options: ConsumeOptions, handler: DeliveryHandler): Promise<Consumer> {
    if (this.closing !== undefined) throw new UnavailableError('The broker has been closed.');
    const found = this.hub.queue(queue);
    if (found === undefined) throw NotFoundError.of('queue', queue);
    const onFailure = (error: unknown) =>
      this.options.logger.error({ err: error, queue }, 'handler failed; its messages go back to the queue');
    const consumer = new InProcessConsumer(found, options, handler, onFailure, () => {
      this.consumers.delete(consumer);
      if (found.spec.kind === 'exclusive') this.hub.remove(queue);
    });
    this.consumers.add(consumer);
    return consumer;
  }

  async request(message: OutgoingMessage, { deadlineMs }: { deadlineMs: number }): Promise<unknown> {
    this.assertConnected();
    const stored = store({ ...message, expiresInMs: deadlineMs }, outgoingTraceparent());
    const deadlineAtMs = this.clock.now().getTime() + deadlineMs;
    return await this.calls.call(message.type, deadlineMs, (correlationId) =>
      this.hub.route(message.exchange, {
        ...stored,
        correlationId,
        replyTo: this.calls.address,
        deadlineMs: deadlineAtMs,
      }),
    );
  }

  async reply({ replyTo, correlationId }: Delivery, body: unknown): Promise<void> {
    if (replyTo === undefined || correlationId === undefined) return;
    this.hub.reply(replyTo, correlationId, jsonOf(body));
  }

  async depth(queue: string): Promise<{ messages: number; consumers: number } | undefined> {
    const found = this.hub.queue(queue);
    return found && { messages: found.size, consumers: found.consumers };
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    const graceMs = this.options.closeGraceMs ?? 5_000;
    const stopped = Promise.all([...this.consumers].map((consumer) => consumer.stop()));
    if (!(await settledWithin(graceMs, stopped))) {
      this.options.logger.warn({ graceMs }, 'handlers still running; their messages are offered again');
    }
    for (const consumer of this.consumers) consumer.leave();
    for (const queue of this.ownQueues) this.hub.remove(queue);
    this.hub.removeCaller(this.calls.address);
    this.calls.failAll('this process is stopping');
    this.change(false);
  }

  private change(connected: boolean): void {
    if (this.connected === connected) return;
    this.connected = connected;
    for (const listener of this.listeners) listener(connected);
  }

  private assertConnected(): void {
    if (!this.connected) throw new UnavailableError('The broker is not connected.');
  }
}

function store(message: OutgoingMessage, traceparent: string): StoredMessage {
  return {
    type: message.type,
    id: message.id ?? newId(),
    json: jsonOf(message.body),
    headers: outgoingHeaders(message, traceparent),
    routingKey: message.routingKey,
    expiresAtMs: performance.now() + (message.expiresInMs ?? Infinity),
    returns: 0,
    redelivered: false,
  };
}
