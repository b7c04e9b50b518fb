import type { Consumer, ConsumeOptions, DeliveryHandler } from '../broker/broker.js';
import { DeliveryPump } from '../broker/delivery-pump.js';
import type { InProcessQueue, Intake } from './in-process-queue.js';

/** A consumer of a queue within this process. */
export class InProcessConsumer implements Consumer {
  private readonly pump: DeliveryPump;
  private readonly intake: Intake;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly queue: InProcessQueue,
    options: ConsumeOptions,
    handler: DeliveryHandler,
    onFailure: (error: unknown) => void,
    /** Told when it has stopped for good. */
    private readonly onStopped: () => void,
  ) {
    this.pump = new DeliveryPump(options, handler, onFailure);
    this.intake = {
      prefetch: options.prefetch,
      active: options.paused !== true,
      held: new Set(),
      take: (delivery) => this.pump.offer(delivery),
    };
    queue.attach(this.intake);
  }

  async pause(): Promise<void> {
    this.intake.active = false;
  }

  async resume(): Promise<void> {
    if (this.stopping !== undefined) return;
    this.intake.active = true;
    this.queue.schedule();
  }

  stop(): Promise<void> {
    this.stopping ??= this.finish();
    return this.stopping;
  }

  /** Leaves at once; what was handed over and not settled goes back to the queue. */
  leave(): void {
    this.intake.active = false;
    this.pump.discard();
    this.queue.detach(this.intake);
  }

  private async finish(): Promise<void> {
    this.intake.active = false;
    await this.pump.drain();
    this.leave();
    this.onStopped();
  }
}
