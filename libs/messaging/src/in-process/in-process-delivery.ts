import type { TrackedDelivery } from '../broker/tracked-delivery.js';
import type { StoredMessage } from './stored-message.js';

/** What becomes of a delivery that its handler settled. */
export type Settlement = 'done' | 'requeue' | 'dead';

/** A message handed to one consumer of the in-process broker. */
export class InProcessDelivery implements TrackedDelivery {
  readonly type: string;
  readonly id: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly routingKey: string;
  readonly redelivered: boolean;
  readonly replyTo?: string;
  readonly correlationId?: string;
  readonly deadlineMs?: number;
  settled = false;

  constructor(
    readonly message: StoredMessage,
    private readonly onSettled: (delivery: InProcessDelivery, settlement: Settlement) => void,
  ) {
    this.type = message.type;
    this.id = message.id;
    this.body = JSON.parse(message.json) as unknown;
    this.headers = message.headers;
    this.routingKey = message.routingKey;
    this.redelivered = message.redelivered;
    this.replyTo = message.replyTo;
    this.correlationId = message.correlationId;
    this.deadlineMs = message.deadlineMs;
  }

  ack(): void {
    this.settle('done');
  }

  reject({ requeue }: { requeue: boolean }): void {
    this.settle(requeue ? 'requeue' : 'dead');
  }

  private settle(settlement: Settlement): void {
    if (this.settled) return;
    this.settled = true;
    this.onSettled(this, settlement);
  }
}
