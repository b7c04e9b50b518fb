import { UnavailableError, type Clock } from '@orrery/domain';
import { newId, type Logger } from '@orrery/runtime';
import type { Channel, Message } from 'amqplib';
import type { Delivery, OutgoingMessage } from '../broker/broker.js';
import { DEADLINE_HEADER, outgoingTraceparent } from '../broker/outgoing-headers.js';
import { KeptChannel } from './kept-channel.js';
import type { Namespace } from './namespace.js';
import { encodeBody, outgoingProperties } from './outgoing-properties.js';
import type { RabbitConnection } from './rabbit-connection.js';

const REPLY_TO = 'amq.rabbitmq.reply-to';

interface WaitingRequest {
  readonly type: string;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Requests and replies over RabbitMQ's direct reply-to: no reply queue, and a missing service is known at once. */
export class Requester {
  private readonly kept: KeptChannel<Channel>;
  private readonly waiting = new Map<string, WaitingRequest>();

  constructor(
    connection: RabbitConnection,
    private readonly namespace: Namespace,
    private readonly clock: Clock,
    logger: Logger,
    onChange: () => void,
  ) {
    this.kept = new KeptChannel(
      connection,
      {
        name: 'requests',
        open: (model) => model.createChannel(),
        setup: (channel) => this.setUp(channel),
        opened: onChange,
        lost: () => {
          onChange();
          this.failAll('the connection to the broker was lost');
        },
      },
      logger,
    );
  }

  get isOpen(): boolean {
    return this.kept.channel !== undefined;
  }

  async start(): Promise<void> {
    await this.kept.start();
  }

  async request(message: OutgoingMessage, deadlineMs: number): Promise<unknown> {
    const channel = this.kept.channel;
    if (channel === undefined) throw new UnavailableError('The broker is not connected.');
    const correlationId = newId();
    const now = this.clock.now();
    const properties = outgoingProperties(
      { ...message, persistent: false, mandatory: true },
      now,
      outgoingTraceparent(),
    );
    const deadline = String(Math.round(now.getTime() + deadlineMs));
    const content = encodeBody(message.body);
    return await new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(
        () => this.fail(correlationId, `no answer within ${deadlineMs} ms`),
        deadlineMs,
      );
      this.waiting.set(correlationId, { type: message.type, timer, resolve, reject });
      try {
        channel.publish(this.namespace.exchange(message.exchange), message.routingKey, content, {
          ...properties,
          headers: { ...(properties.headers as Record<string, string>), [DEADLINE_HEADER]: deadline },
          correlationId,
          replyTo: REPLY_TO,
          expiration: Math.ceil(deadlineMs),
        });
      } catch (error) {
        this.fail(correlationId, String(error));
      }
    });
  }

  /** A caller that cannot be reached any more gets no reply: it has given up by its deadline. */
  reply({ replyTo, correlationId, type }: Delivery, body: unknown): void {
    if (replyTo === undefined) return;
    const content = encodeBody(body);
    try {
      this.kept.channel?.publish('', replyTo, content, {
        correlationId,
        type,
        contentType: 'application/json',
      });
    } catch {
      // the channel died; the request's own channel is gone or goes, and the broker offers the request again
    }
  }

  async stop(): Promise<void> {
    this.failAll('this process is stopping');
    await this.kept.stop();
  }

  private async setUp(channel: Channel): Promise<void> {
    channel.on('return', (message) =>
      this.fail(String(message.properties.correlationId), 'there is nobody to answer it'),
    );
    await channel.consume(REPLY_TO, (message) => message !== null && this.onReply(message), { noAck: true });
  }

  private onReply({ properties, content }: Message): void {
    const request = this.take(String(properties.correlationId));
    if (request === undefined) return;
    try {
      request.resolve(JSON.parse(content.toString()));
    } catch (error) {
      request.reject(new UnavailableError(`The answer to ${request.type} is not JSON: ${String(error)}`));
    }
  }

  private fail(correlationId: string, reason: string): void {
    const request = this.take(correlationId);
    request?.reject(new UnavailableError(`Request ${request.type} failed: ${reason}.`));
  }

  private failAll(reason: string): void {
    for (const correlationId of [...this.waiting.keys()]) this.fail(correlationId, reason);
  }

  private take(correlationId: string): WaitingRequest | undefined {
    const request = this.waiting.get(correlationId);
    if (request === undefined) return undefined;
    this.waiting.delete(correlationId);
    clearTimeout(request.timer);
    return request;
  }
}
