import type { QueueSpec } from '@orrery/contracts';
import { Backlog } from './backlog.js';
import { InProcessDelivery, type Settlement } from './in-process-delivery.js';
import type { StoredMessage } from './stored-message.js';

/** One consumer's place at a queue: what it may still take and what it holds unacknowledged. */
export interface Intake {
  readonly prefetch: number;
  /** Takes nothing further while false; what it holds stays with it. */
  active: boolean;
  readonly held: Set<InProcessDelivery>;
  readonly take: (delivery: InProcessDelivery) => void;
}

/** A queue within this process: competing consumers in turn, prefetch, expiry, returns counted up to the delivery limit. */
export class InProcessQueue {
  private readonly backlog = new Backlog<StoredMessage>();
  private intakes: Intake[] = [];
  private served: Intake | undefined;
  private scheduled = false;

  constructor(
    readonly spec: QueueSpec,
    private readonly bury: (queue: string, message: StoredMessage) => void,
  ) {}

  get consumers(): number {
    return this.intakes.filter(({ active }) => active).length;
  }

  get size(): number {
    this.dropExpired();
    return this.backlog.size;
  }

  add(message: StoredMessage): void {
    const { messageTtlMs, maxLength } = this.spec;
    const expiresAtMs = Math.min(message.expiresAtMs, performance.now() + (messageTtlMs ?? Infinity));
    this.backlog.append({ ...message, expiresAtMs });
    if (maxLength !== undefined && this.backlog.size > maxLength) this.backlog.take();
    this.schedule();
  }

  attach(intake: Intake): void {
    this.intakes.push(intake);
    this.schedule();
  }

  /** Takes a consumer away; what it holds goes back to the front in its old order. */
  detach(intake: Intake): void {
    this.intakes = this.intakes.filter((other) => other !== intake);
    for (const { message } of intake.held) this.giveBack(message);
    intake.held.clear();
    this.schedule();
  }

  /** Looks again for messages and consumers that may take them, in the next turn of the event loop. */
  schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.dispatch();
    });
  }

  private dispatch(): void {
    for (let intake = this.nextIntake(); intake !== undefined; intake = this.nextIntake()) {
      this.dropExpired();
      const message = this.backlog.take();
      if (message === undefined) return;
      const consumer = intake;
      const delivery = new InProcessDelivery(message, (settled, how) => this.settle(consumer, settled, how));
      consumer.held.add(delivery);
      consumer.take(delivery);
    }
  }

  /** The next consumer in turn that has room; it moves to the end of the row. */
  private nextIntake(): Intake | undefined {
    if (this.spec.singleActiveConsumer) return this.onlyIntake();
    const position = this.intakes.findIndex(({ active, held, prefetch }) => active && held.size < prefetch);
    if (position < 0 || this.backlog.size === 0) return undefined;
    const [intake] = this.intakes.splice(position, 1);
    this.intakes.push(intake!);
    return intake;
  }

  /** The one consumer that is served; another one only when it has left or takes nothing any more. */
  private onlyIntake(): Intake | undefined {
    if (this.served === undefined || !this.intakes.includes(this.served) || !this.served.active) {
      this.served = this.intakes.find(({ active }) => active);
    }
    const { served } = this;
    return served && served.held.size < served.prefetch && this.backlog.size > 0 ? served : undefined;
  }

  private settle(intake: Intake, delivery: InProcessDelivery, settlement: Settlement): void {
    if (!intake.held.delete(delivery)) return; // its consumer is gone and the message went back already
    if (settlement === 'requeue') this.giveBack(delivery.message);
    if (settlement === 'dead') this.bury(this.spec.name, delivery.message);
    this.schedule();
  }

  private giveBack(message: StoredMessage): void {
    const limit = this.spec.kind === 'quorum' ? (this.spec.deliveryLimit ?? Infinity) : 1;
    if (message.returns >= limit) {
      this.bury(this.spec.name, message);
    } else {
      this.backlog.putBack({ ...message, returns: message.returns + 1, redelivered: true });
    }
  }

  private dropExpired(): void {
    const nowMs = performance.now();
    for (
      let first = this.backlog.first();
      first && first.expiresAtMs <= nowMs;
      first = this.backlog.first()
    ) {
      this.backlog.take();
    }
  }
}
