import { UnavailableError, type Clock } from '@orrery/domain';
import type { Logger } from '@orrery/runtime';
import type { ConfirmChannel } from 'amqplib';
import type { OutgoingMessage, PublishOutcome } from '../broker/broker.js';
import { outgoingTraceparent } from '../broker/outgoing-headers.js';
import { settledWithin } from '../broker/settled-within.js';
import { KeptChannel } from './kept-channel.js';
import type { Namespace } from './namespace.js';
import { encodeBody, outgoingProperties } from './outgoing-properties.js';
import { PublishBatch } from './publish-batch.js';
import type { RabbitConnection } from './rabbit-connection.js';

const CONFIRM_LIMIT_MS = 30_000;

/** Publishes on one confirm channel: many messages in flight, one promise for a batch. Nothing is published twice. */
export class ConfirmingPublisher {
  private readonly kept: KeptChannel<ConfirmChannel>;
  private readonly batches = new Set<PublishBatch>();
  private draining: Promise<void> | undefined;

  constructor(
    connection: RabbitConnection,
    private readonly namespace: Namespace,
    private readonly clock: Clock,
    logger: Logger,
    onChange: () => void,
  ) {
    this.kept = new KeptChannel(
      connection,
      {
        name: 'publisher',
        open: (model) => model.createConfirmChannel(),
        setup: async (channel) => {
          channel.on('return', (message) => this.onReturn(String(message.properties.messageId)));
        },
        opened: onChange,
        lost: onChange,
      },
      logger,
    );
  }

  get isOpen(): boolean {
    return this.kept.channel !== undefined;
  }

  async start(): Promise<void> {
    await this.kept.start();
  }

  async publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    if (messages.length === 0) return [];
    const channel = this.kept.channel;
    if (channel === undefined) throw new UnavailableError('The broker is not connected.');
    const now = this.clock.now();
    const traceparent = outgoingTraceparent();
    const bodies = messages.map((message) => encodeBody(message.body));
    const properties = messages.map((message) => outgoingProperties(message, now, traceparent));
    const batch = new PublishBatch(
      properties.map(({ messageId }) => messageId!),
      CONFIRM_LIMIT_MS,
    );
    this.batches.add(batch);
    try {
      for (const [position, { exchange, routingKey }] of messages.entries()) {
        const room = channel.publish(
          this.namespace.exchange(exchange),
          routingKey,
          bodies[position]!,
          properties[position],
          batch.confirm,
        );
        // A broker that takes nothing (out of memory or disk) never makes room: then the batch ends by its time limit.
        if (!room) await Promise.race([this.drained(channel), batch.done]);
      }
    } catch (error) {
      batch.fail(String(error));
    }
    return await batch.done.finally(() => this.batches.delete(batch));
  }

  /** Waits for outstanding confirms, no longer than `limitMs`, and closes the channel. */
  async stop(limitMs: number): Promise<void> {
    await settledWithin(limitMs, Promise.allSettled([...this.batches].map(({ done }) => done)));
    await this.kept.stop();
  }

  private drained(channel: ConfirmChannel): Promise<void> {
    this.draining ??= new Promise<void>((resolve) => {
      const go = () => {
        channel.off('drain', go).off('close', go);
        this.draining = undefined;
        resolve();
      };
      channel.on('drain', go).on('close', go);
    });
    return this.draining;
  }

  private onReturn(id: string): void {
    for (const batch of this.batches) if (batch.returned(id)) return;
  }
}
