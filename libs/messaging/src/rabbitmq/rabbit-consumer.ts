import type { Logger } from '@orrery/runtime';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { Consumer, ConsumeOptions, DeliveryHandler } from '../broker/broker.js';
import { DeliveryPump } from '../broker/delivery-pump.js';
import { AckWindow } from './ack-window.js';
import { closeChannel } from './close-channel.js';
import type { Declarations } from './declarations.js';
import { KeptChannel } from './kept-channel.js';
import type { Namespace } from './namespace.js';
import type { RabbitConnection } from './rabbit-connection.js';
import { RabbitDelivery } from './rabbit-delivery.js';

export interface RabbitConsumerSurroundings {
  readonly connection: RabbitConnection;
  readonly namespace: Namespace;
  readonly declarations: Declarations;
  readonly logger: Logger;
  /** Told when it has stopped for good. */
  readonly onStopped: (consumer: RabbitConsumer) => void;
}

/** Consumes one queue on a channel of its own, so that its prefetch and its failures stay its own. */
export class RabbitConsumer implements Consumer {
  private readonly kept: KeptChannel<Channel>;
  private readonly pump: DeliveryPump;
  private readonly countsReturns: boolean;
  private channel: Channel | undefined;
  private window: AckWindow | undefined;
  private tag: string | undefined;
  private wanted: boolean;
  private turn: Promise<void> = Promise.resolve();
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly queue: string,
    private readonly options: ConsumeOptions,
    handler: DeliveryHandler,
    private readonly around: RabbitConsumerSurroundings,
  ) {
    const { connection, declarations, logger } = around;
    this.wanted = options.paused !== true;
    this.countsReturns = declarations.kindOf(queue) === 'quorum';
    this.pump = new DeliveryPump(options, handler, (error) =>
      logger.error({ err: error, queue }, 'handler failed; its messages go back to the queue'),
    );
    this.kept = new KeptChannel(
      connection,
      {
        name: `consumer of ${queue}`,
        open: (model) => model.createChannel(),
        setup: (channel) => this.setUp(channel),
      },
      logger,
    );
  }

  start(): Promise<void> {
    return this.kept.start();
  }

  async pause(): Promise<void> {
    this.wanted = false;
    await this.takeTurn().catch(() => undefined);
  }

  async resume(): Promise<void> {
    if (this.stopping !== undefined) return;
    this.wanted = true;
    await this.takeTurn().catch(() => undefined);
  }

  stop(): Promise<void> {
    this.stopping ??= this.finish();
    return this.stopping;
  }

  private async finish(): Promise<void> {
    await this.pause();
    await this.pump.drain();
    this.window?.flush();
    if (this.around.declarations.kindOf(this.queue) === 'exclusive') {
      this.around.declarations.forget(this.queue);
      await this.channel?.deleteQueue(this.around.namespace.queue(this.queue)).catch(() => undefined);
    }
    await this.kept.stop();
    this.around.onStopped(this);
  }

  private async setUp(channel: Channel): Promise<void> {
    const window = new AckWindow(channel);
    channel.on('close', () => {
      window.kill();
      if (this.channel === channel) this.forgetChannel();
    });
    await channel.prefetch(this.options.prefetch);
    await this.around.declarations.declareQueue(channel, this.queue);
    this.channel = channel;
    this.window = window;
    await this.takeTurn();
  }

  private forgetChannel(): void {
    this.channel = undefined;
    this.tag = undefined;
    this.pump.discard();
  }

  /** Pausing, resuming and reopening may overlap: each takes its turn to bring the channel to what is wanted now. */
  private takeTurn(): Promise<void> {
    const turn = this.turn.then(() => this.adjust());
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  private async adjust(): Promise<void> {
    const { channel, window, tag } = this;
    if (channel === undefined || window === undefined || this.wanted === (tag !== undefined)) return;
    if (tag !== undefined) {
      this.tag = undefined;
      await channel.cancel(tag);
      return;
    }
    const consuming = await channel.consume(this.around.namespace.queue(this.queue), (message) => {
      if (message === null)
        void closeChannel(channel); // the queue was deleted: declare it anew
      else this.take(message, window);
    });
    if (this.channel === channel) this.tag = consuming.consumerTag;
  }

  private take(message: ConsumeMessage, window: AckWindow): void {
    let body: unknown;
    try {
      body = JSON.parse(message.content.toString());
    } catch (error) {
      const { queue } = this;
      const id = String(message.properties.messageId);
      this.around.logger.error({ queue, id, err: error }, 'message is not JSON; it is dead');
      window.reject(message.fields.deliveryTag, false);
      return;
    }
    this.pump.offer(new RabbitDelivery(message, body, window, this.countsReturns));
  }
}
