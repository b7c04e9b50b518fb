import type { ConsumeMessage, MessagePropertyHeaders } from 'amqplib';
import { DEADLINE_HEADER } from '../broker/outgoing-headers.js';
import type { TrackedDelivery } from '../broker/tracked-delivery.js';
import type { AckWindow } from './ack-window.js';

/** A message from RabbitMQ with its body read; settled through the window of the channel it came by. */
export class RabbitDelivery implements TrackedDelivery {
  readonly type: string;
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly routingKey: string;
  readonly redelivered: boolean;
  readonly replyTo?: string;
  readonly correlationId?: string;
  readonly deadlineMs?: number;
  settled = false;
  private readonly tag: number;

  constructor(
    { fields, properties }: ConsumeMessage,
    readonly body: unknown,
    private readonly window: AckWindow,
    private readonly countsReturns: boolean,
  ) {
    this.type = String(properties.type ?? '');
    this.id = String(properties.messageId ?? '');
    this.headers = textHeaders(properties.headers);
    this.routingKey = fields.routingKey;
    this.redelivered = fields.redelivered;
    this.replyTo = properties.replyTo as string | undefined;
    this.correlationId = properties.correlationId as string | undefined;
    const deadline = this.headers[DEADLINE_HEADER];
    if (deadline !== undefined) this.deadlineMs = Number(deadline);
    this.tag = fields.deliveryTag;
  }

  ack(): void {
    if (this.settled) return;
    this.settled = true;
    this.window.ack(this.tag);
  }

  /** A queue that does not count returns would offer the message for ever: there it is offered once more, then dropped. */
  reject({ requeue }: { requeue: boolean }): void {
    if (this.settled) return;
    this.settled = true;
    this.window.reject(this.tag, requeue && (this.countsReturns || !this.redelivered));
  }
}

function textHeaders(headers: MessagePropertyHeaders | undefined): Record<string, string> {
  const text: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (typeof value === 'string') text[name] = value;
    else if (typeof value === 'number') text[name] = String(value);
  }
  return text;
}
