import { deadLetterQueueOf } from '@orrery/contracts';
import { NotFoundError, UnavailableError } from '@orrery/domain';
import type { Channel, ChannelModel, ConfirmChannel, GetMessage } from 'amqplib';
import { closeChannel } from '../rabbitmq/close-channel.js';
import { Namespace } from '../rabbitmq/namespace.js';
import { readDeadLetter, type DeadLetter } from './dead-letter.js';

const NOT_FOUND = 404;
/** Headers that tell of the death; a replayed message starts anew. */
const DEATH_HEADERS = /^x-(death|first-death-|last-death-|delivery-count|acquired-count|opt-)/;

/** The dead queues of an installation: looked at without removing anything, replayed without losing anything. */
export class DeadLetterBox {
  private readonly namespace: Namespace;

  constructor(
    private readonly connection: ChannelModel,
    namespace: string,
  ) {
    this.namespace = new Namespace(namespace);
  }

  /** The first `limit` dead messages of a queue, and how many there are. Undefined: the queue has no dead queue. */
  async look(
    queue: string,
    limit: number,
  ): Promise<{ count: number; letters: readonly DeadLetter[] } | undefined> {
    const channel = await this.connection.createChannel();
    try {
      const count = await this.countOf(channel, queue);
      if (count === undefined) return undefined;
      const letters: DeadLetter[] = [];
      while (letters.length < Math.min(limit, count)) {
        const message = await channel.get(this.deadQueue(queue));
        if (message === false) break;
        letters.push(readDeadLetter(message));
      }
      return { count, letters };
    } finally {
      await closeChannel(channel); // gives everything back
    }
  }

  /**
   * Publishes up to `limit` dead messages to their queue again, each removed once the broker has confirmed its copy.
   * Messages that die again meanwhile wait for the next replay.
   */
  async replay(queue: string, limit: number): Promise<number> {
    const channel = await this.connection.createConfirmChannel();
    let returned = false;
    channel.on('return', () => (returned = true));
    try {
      const count = await this.countOf(channel, queue);
      if (count === undefined) throw NotFoundError.of('queue', deadLetterQueueOf(queue));
      for (let replayed = 0; replayed < Math.min(limit, count); replayed += 1) {
        const message = await channel.get(this.deadQueue(queue));
        if (message === false) return replayed;
        await this.sendBack(channel, queue, message);
        if (returned) throw NotFoundError.of('queue', queue);
        channel.ack(message);
      }
      return Math.min(limit, count);
    } finally {
      await closeChannel(channel);
    }
  }

  private async sendBack(
    channel: ConfirmChannel,
    queue: string,
    { content, properties }: GetMessage,
  ): Promise<void> {
    const kept = Object.entries(properties.headers ?? {}).filter(([name]) => !DEATH_HEADERS.test(name));
    channel.publish('', this.namespace.queue(queue), content, {
      ...properties,
      headers: Object.fromEntries(kept),
      persistent: true,
      mandatory: true,
    });
    try {
      await channel.waitForConfirms();
    } catch (error) {
      throw new UnavailableError(
        `The broker did not take the message back: ${String(error)}; it stays dead.`,
      );
    }
  }

  private async countOf(channel: Channel, queue: string): Promise<number | undefined> {
    channel.on('error', () => undefined); // the refused call itself rejects with it
    try {
      return (await channel.checkQueue(this.deadQueue(queue))).messageCount;
    } catch (error) {
      if ((error as { code?: unknown }).code === NOT_FOUND) return undefined;
      throw error;
    }
  }

  private deadQueue(queue: string): string {
    return this.namespace.queue(deadLetterQueueOf(queue));
  }
}
