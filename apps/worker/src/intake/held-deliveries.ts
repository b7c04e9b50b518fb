import type { DispatchMessage } from '@orrery/contracts';
import type { Delivery } from '@orrery/messaging';

export interface HeldDelivery {
  readonly delivery: Delivery;
  readonly dispatch: DispatchMessage;
}

/** Deliveries that came when no slot was free: kept unacknowledged for a moment, in case one gets free. */
export class HeldDeliveries {
  private held: HeldDelivery[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly holdMs: number,
    private readonly onOverdue: () => void,
  ) {}

  get size(): number {
    return this.held.length;
  }

  add(item: HeldDelivery): void {
    this.held.push(item);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.onOverdue();
    }, this.holdMs);
  }

  takeFirst(): HeldDelivery | undefined {
    const item = this.held.shift();
    if (this.held.length === 0) this.stopTimer();
    return item;
  }

  /** Gives all of them back to the queue, for other workers. */
  requeue(): void {
    for (const { delivery } of this.forget()) delivery.reject({ requeue: true });
  }

  /** Their connection is gone: the broker delivers them again by itself. */
  forget(): readonly HeldDelivery[] {
    this.stopTimer();
    return this.held.splice(0);
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
