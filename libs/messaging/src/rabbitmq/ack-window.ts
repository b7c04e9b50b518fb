import type { Channel, Message } from 'amqplib';

/**
 * Settles deliveries of one consumer channel. Acknowledgements of one turn of the event loop are sent together: all
 * before which nothing is open go in one `multiple` frame, the rest one by one. After the channel died it does nothing:
 * the broker delivers again.
 */
export class AckWindow {
  /** Lowest delivery tag that is not settled yet; tags of a channel count up from 1. */
  private lowest = 1;
  private readonly settledAhead = new Set<number>();
  private unsent: number[] = [];
  private dead = false;

  constructor(private readonly channel: Pick<Channel, 'ack' | 'nack'>) {}

  ack(tag: number): void {
    if (this.dead) return;
    if (this.unsent.length === 0) setImmediate(() => this.flush());
    this.unsent.push(tag);
  }

  reject(tag: number, requeue: boolean): void {
    if (this.dead) return;
    this.send(() => this.channel.nack(messageOf(tag), false, requeue));
    this.settledAhead.add(tag);
    this.advance();
  }

  /** Sends what is unsent; called before the channel is closed on purpose. */
  flush(): void {
    if (this.dead || this.unsent.length === 0) return;
    const tags = this.unsent;
    this.unsent = [];
    for (const tag of tags) this.settledAhead.add(tag);
    this.advance();
    let highestInRow = 0;
    for (const tag of tags) if (tag < this.lowest && tag > highestInRow) highestInRow = tag;
    if (highestInRow > 0) this.send(() => this.channel.ack(messageOf(highestInRow), true));
    for (const tag of tags) if (tag > this.lowest) this.send(() => this.channel.ack(messageOf(tag), false));
  }

  /** The channel is gone: later settlements mean nothing. */
  kill(): void {
    this.dead = true;
    this.unsent = [];
  }

  private advance(): void {
    while (this.settledAhead.delete(this.lowest)) this.lowest += 1;
  }

  private send(frame: () => void): void {
    try {
      frame();
    } catch {
      this.kill(); // the channel closed under us; its own listener reports it
    }
  }
}

/** amqplib reads nothing but the tag of a message it settles. */
function messageOf(tag: number): Message {
  return { fields: { deliveryTag: tag } } as Message;
}
