import type { ConsumeOptions, DeliveryHandler } from './broker.js';
import { payloadsOf } from '../bundles/payloads-of.js';
import type { TrackedDelivery } from './tracked-delivery.js';

/**
 * Hands arriving deliveries to a handler: one by one and concurrently, or collected into batches that are handled one
 * after the other. What a failed handler left unsettled goes back to its queue.
 */
export class DeliveryPump {
  private waiting: TrackedDelivery[] = [];
  private waitingPayloads = 0;
  private firstArrivedAtMs = 0;
  private handledAtMs = -Infinity;
  private handledPayloads = 0;
  private timer: NodeJS.Timeout | undefined;
  private running = 0;
  private draining = false;
  private idleListeners: (() => void)[] = [];
  private readonly batchSize: number;

  constructor(
    private readonly options: ConsumeOptions,
    private readonly handler: DeliveryHandler,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.batchSize = options.batch?.size ?? 1;
  }

  offer(delivery: TrackedDelivery): void {
    if (this.options.batch === undefined) {
      void this.hand([delivery]);
      return;
    }
    if (this.waiting.length === 0) this.firstArrivedAtMs = performance.now();
    this.waiting.push(delivery);
    this.waitingPayloads += payloadsOf(delivery).length;
    this.handWhenDue();
  }

  /** Forgets what was not handed over yet: its channel died and the broker will deliver it again. */
  discard(): void {
    this.waiting = [];
    this.waitingPayloads = 0;
    this.stopTimer();
    this.noticeIdle();
  }

  /** Hands over what waits without waiting for more, and resolves once all of it has been handled. */
  async drain(): Promise<void> {
    this.draining = true;
    this.handWhenDue();
    if (this.isIdle()) return;
    await new Promise<void>((resolve) => this.idleListeners.push(resolve));
  }

  private handWhenDue(): void {
    if (this.running > 0 || this.waiting.length === 0) return;
    const remainingMs = this.remainingMs();
    if (this.draining || this.isFull() || remainingMs <= 0) {
      this.stopTimer();
      const batch = this.takeBatch();
      this.firstArrivedAtMs = performance.now();
      void this.hand(batch);
    } else {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.handWhenDue();
      }, Math.ceil(remainingMs));
    }
  }

  /** Where payloads come one by one nothing is gained by waiting for another. */
  private remainingMs(): number {
    const { waitMs = 0, eager = false } = this.options.batch ?? {};
    if (eager && this.handledPayloads <= 1) return 0;
    const since = eager ? Math.min(this.firstArrivedAtMs, this.handledAtMs) : this.firstArrivedAtMs;
    return since + waitMs - performance.now();
  }

  /** A whole batch is there, or all the broker hands over before something is settled. */
  private isFull(): boolean {
    return this.waitingPayloads >= this.batchSize || this.waiting.length >= this.options.prefetch;
  }

  /** Deliveries until their payloads are a batch; a bundle is never cut. */
  private takeBatch(): TrackedDelivery[] {
    let count = 0;
    let payloads = 0;
    while (count < this.waiting.length && payloads < this.batchSize) {
      payloads += payloadsOf(this.waiting[count++]!).length;
    }
    this.waitingPayloads -= payloads;
    this.handledPayloads = payloads;
    return this.waiting.splice(0, count);
  }

  private async hand(deliveries: readonly TrackedDelivery[]): Promise<void> {
    this.running += 1;
    try {
      await this.handler(deliveries);
    } catch (error) {
      this.onFailure(error);
      for (const delivery of deliveries) if (!delivery.settled) delivery.reject({ requeue: true });
    } finally {
      this.running -= 1;
      this.handledAtMs = performance.now();
      this.handWhenDue();
      this.noticeIdle();
    }
  }

  private isIdle(): boolean {
    return this.running === 0 && this.waiting.length === 0;
  }

  private noticeIdle(): void {
    if (!this.isIdle()) return;
    for (const listener of this.idleListeners.splice(0)) listener();
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
