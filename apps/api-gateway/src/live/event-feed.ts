import { eventFeedQueue } from '@orrery/contracts';
import { payloadsOf, type Broker, type Consumer, type Delivery } from '@orrery/messaging';
import { messageOf, Waiter, type Logger } from '@orrery/runtime';

/** States of a run that a live view wants to hear of. */
const RUN_EVENTS = 'run.*';

/** Somebody who follows a run. */
export interface Watch {
  /** Woken by each sign of news about the run; the news itself is read by request. */
  readonly waiter: Waiter;
  close(): void;
}

/**
 * This gateway's own feed of events: wakes whoever follows a run. Bound to nothing while nobody watches, so that a busy
 * installation does not pour its events into idle gateways. A lost event costs a poll interval, never a line.
 */
export class EventFeed {
  private readonly watches = new Map<string, Set<Waiter>>();
  private readonly queue: string;
  private opening: Promise<void> | undefined;
  private consumer: Consumer | undefined;
  /** Bindings change one after the other, so that a quick unwatch and watch end up bound. */
  private bindings: Promise<void> = Promise.resolve();

  constructor(
    private readonly broker: Broker,
    private readonly owner: string,
    private readonly logger: Logger,
  ) {
    this.queue = eventFeedQueue(owner, []).name;
  }

  watch(runId: string): Watch {
    const waiter = new Waiter();
    const first = this.watches.size === 0;
    const waiters = this.watches.get(runId) ?? new Set();
    this.watches.set(runId, waiters.add(waiter));
    if (first) this.rebind('bind', RUN_EVENTS);
    if (waiters.size === 1) this.rebind('bind', `log.${runId}`);
    return { waiter, close: () => this.unwatch(runId, waiter) };
  }

  async close(): Promise<void> {
    await this.bindings;
    await this.consumer?.stop();
  }

  private unwatch(runId: string, waiter: Waiter): void {
    const waiters = this.watches.get(runId);
    if (!waiters?.delete(waiter) || waiters.size > 0) return;
    this.watches.delete(runId);
    this.rebind('unbind', `log.${runId}`);
    if (this.watches.size === 0) this.rebind('unbind', RUN_EVENTS);
  }

  private rebind(action: 'bind' | 'unbind', key: string): void {
    this.bindings = this.bindings
      .then(() => (this.opening ??= this.open()))
      .then(() => this.broker[action](this.queue, 'events', key))
      .catch((error: unknown) => {
        this.logger.warn(`live views poll: ${action} ${key} failed (${messageOf(error)})`);
      });
  }

  private async open(): Promise<void> {
    try {
      await this.broker.declare(eventFeedQueue(this.owner, []));
      this.consumer = await this.broker.consume(this.queue, { prefetch: 200 }, async (deliveries) => {
        for (const delivery of deliveries) this.wakeFor(delivery);
      });
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  private wakeFor(delivery: Delivery): void {
    for (const payload of payloadsOf(delivery)) {
      const { runId } = (payload ?? {}) as { runId?: unknown };
      if (typeof runId !== 'string') continue;
      for (const waiter of this.watches.get(runId) ?? []) waiter.wake();
    }
    delivery.ack();
  }
}
