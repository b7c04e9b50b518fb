import type { Broker, Consumer, DeliveryHandler } from '@orrery/messaging';

/** How much the worker asks of its queue: nothing, one message at a time, or as many as it has slots. */
export type Appetite = 'none' | 'one' | 'many';

/**
 * The consumers of the group's queue. Two of them, so that a worker whose slots get free one by one asks for one message
 * and not for a slotful it would have to give back.
 */
export class WorkConsumers {
  private narrow: Consumer | undefined;
  private wide: Consumer | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly broker: Broker,
    private readonly queue: string,
    private readonly prefetch: number,
  ) {}

  /** Begins with full appetite, or with none. */
  async open(handler: DeliveryHandler, paused: boolean): Promise<void> {
    this.narrow = await this.broker.consume(this.queue, { prefetch: 1, paused }, handler);
    if (this.prefetch > 1) {
      this.wide = await this.broker.consume(this.queue, { prefetch: this.prefetch - 1, paused }, handler);
    }
  }

  /** Changes follow one another in the order asked. */
  want(appetite: Appetite): Promise<void> {
    this.turn = this.turn.then(async () => {
      await (appetite === 'none' ? this.narrow?.pause() : this.narrow?.resume());
      await (appetite === 'many' ? this.wide?.resume() : this.wide?.pause());
    });
    return this.turn;
  }

  /** Resolves when the changes asked for so far are made. */
  settled(): Promise<void> {
    return this.turn;
  }

  async close(): Promise<void> {
    await this.turn;
    await Promise.all([this.narrow?.stop(), this.wide?.stop()]);
  }
}
