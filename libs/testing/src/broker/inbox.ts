import type { Delivery } from '@orrery/messaging';
import { vi } from 'vitest';

/** A handler for tests: keeps what it gets, settles it as told, and lets the test wait for it. */
export class Inbox {
  readonly deliveries: Delivery[] = [];
  readonly batchSizes: number[] = [];

  constructor(private readonly settle: (delivery: Delivery) => void = (delivery) => delivery.ack()) {}

  /** Keeps deliveries without settling them. */
  static keeping(): Inbox {
    return new Inbox(() => undefined);
  }

  readonly handler = async (deliveries: readonly Delivery[]): Promise<void> => {
    this.deliveries.push(...deliveries);
    this.batchSizes.push(deliveries.length);
    for (const delivery of deliveries) this.settle(delivery);
  };

  get bodies(): unknown[] {
    return this.deliveries.map(({ body }) => body);
  }

  /** Waits until at least `count` deliveries have come. */
  async has(count: number, limitMs = 8_000): Promise<readonly Delivery[]> {
    await vi.waitFor(
      () => {
        if (this.deliveries.length < count)
          throw new Error(`${this.deliveries.length} of ${count} deliveries`);
      },
      { timeout: limitMs, interval: 5 },
    );
    return this.deliveries;
  }
}
