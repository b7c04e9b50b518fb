import type { MessageHandler } from '@nestjs/microservices';
import type { Logger } from '@orrery/runtime';
import type { Delivery } from '../broker/broker.js';
import { payloadsOf } from '../bundles/payloads-of.js';
import { asOrreryError } from './as-orrery-error.js';
import { pauseFor, type RetryPace } from './retry-pace.js';

/** Deliveries that were handled together, whatever came of them. */
export interface HandledBatch {
  readonly queue: string;
  readonly messages: number;
  readonly payloads: number;
  readonly ms: number;
}

export interface EventDispatcherOptions {
  readonly queue: string;
  readonly batched: boolean;
  readonly pace: RetryPace;
  /** Aborted when the server stops: waits end and what is held goes back. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly onHandled?: (batch: HandledBatch) => void;
}

type Invoke = (
  handler: MessageHandler,
  payload: unknown,
  deliveries: readonly Delivery[],
) => Promise<unknown>;

/**
 * Brings the messages of one queue to the handlers of their types and settles them by what becomes of it:
 * done -> acknowledged; something is away -> held and tried again; a batch failed -> each message tried alone;
 * invalid or without a handler -> dead; otherwise back to the queue, until its delivery limit makes it dead.
 */
export class EventDispatcher {
  constructor(
    private readonly options: EventDispatcherOptions,
    private readonly handlerOf: (pattern: string) => MessageHandler | null,
    private readonly invoke: Invoke,
  ) {}

  async dispatch(deliveries: readonly Delivery[]): Promise<void> {
    const startedMs = performance.now();
    for (const [type, group] of groupByType(deliveries)) await this.handle(type, group);
    const { onHandled, queue } = this.options;
    if (onHandled === undefined) return;
    const payloads = deliveries.reduce((sum, delivery) => sum + payloadsOf(delivery).length, 0);
    onHandled({ queue, messages: deliveries.length, payloads, ms: performance.now() - startedMs });
  }

  private async handle(type: string, group: readonly Delivery[]): Promise<void> {
    const handler = this.handlerOf(type);
    if (handler === null) {
      this.options.logger.error(
        { type, queue: this.options.queue },
        'no handler for this message; it is dead',
      );
      for (const delivery of group) delivery.reject({ requeue: false });
      return;
    }
    const payloads = group.flatMap(payloadsOf);
    const isSingle = payloads.length === 1;
    const thrown =
      isSingle || this.options.batched
        ? await this.tryWhileAway(handler, payloads, group)
        : await this.oneByOne(handler, group[0]!);
    if (thrown === undefined) for (const delivery of group) delivery.ack();
    else if (!isSingle && asOrreryError(thrown).code !== 'unavailable')
      await this.isolate(handler, group, thrown);
    else this.giveBack(group, thrown);
  }

  /** Calls the handler again while it reports that something is away; what it threw at last, or undefined once it succeeded. */
  private async tryWhileAway(
    handler: MessageHandler,
    payloads: readonly unknown[],
    group: readonly Delivery[],
  ): Promise<unknown> {
    const { pace, signal, batched, logger, queue } = this.options;
    const payload = batched ? payloads : payloads[0];
    const startedMs = performance.now();
    for (let waitMs = pace.initialMs; ; waitMs = Math.min(waitMs * 2, pace.maxMs)) {
      try {
        await this.invoke(handler, payload, group);
        return undefined;
      } catch (thrown) {
        const error = asOrreryError(thrown);
        const held = performance.now() - startedMs + waitMs <= pace.holdMs;
        if (error.code !== 'unavailable' || !held || signal.aborted) return thrown ?? error;
        logger.warn({ queue, waitMs, reason: error.message }, 'messages held; handling them again');
        await pauseFor(waitMs, signal);
      }
    }
  }

  /** One bad payload must not take the others of its batch with it. */
  private async isolate(handler: MessageHandler, group: readonly Delivery[], thrown: unknown): Promise<void> {
    const { type } = group[0]!;
    this.options.logger.warn(
      { type, size: group.length, err: thrown },
      'batch failed; handling its payloads one by one',
    );
    for (const delivery of group) {
      const failed = await this.oneByOne(handler, delivery);
      if (failed === undefined) delivery.ack();
      else this.giveBack([delivery], failed);
    }
  }

  /** The payloads of one message alone; what was thrown, of several the one that lets the message be tried again. */
  private async oneByOne(handler: MessageHandler, delivery: Delivery): Promise<unknown> {
    let worst: unknown;
    for (const payload of payloadsOf(delivery)) {
      const thrown = await this.tryWhileAway(handler, [payload], [delivery]);
      if (thrown === undefined) continue;
      if (worst === undefined || asOrreryError(worst).code === 'invalid') worst = thrown;
    }
    return worst;
  }

  /** Returned after a pause that holds up nobody else, so that a moment's failure does not use up the delivery limit. */
  private giveBack(group: readonly Delivery[], thrown: unknown): void {
    const { logger, pace, signal, queue } = this.options;
    const requeue = asOrreryError(thrown).code !== 'invalid';
    for (const delivery of group) {
      const { type, id } = delivery;
      logger.error(
        { err: thrown, type, id, queue, requeue },
        requeue ? 'message not handled; it goes back' : 'message is invalid; it is dead',
      );
      if (requeue) void pauseFor(pace.initialMs, signal).then(() => delivery.reject({ requeue }));
      else delivery.reject({ requeue });
    }
  }
}

function groupByType(deliveries: readonly Delivery[]): ReadonlyMap<string, readonly Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const delivery of deliveries) {
    const group = groups.get(delivery.type);
    if (group === undefined) groups.set(delivery.type, [delivery]);
    else group.push(delivery);
  }
  return groups;
}
