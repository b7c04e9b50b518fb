import { eventFeedQueue } from '@orrery/contracts';
import { payloadsOf, type Broker, type Consumer, type Delivery } from '@orrery/messaging';
import { messageOf, Waiter, type Logger } from '@orrery/runtime';

/** What a live view may follow. */
export type Watched = 'run' | 'workflow run';

/** Somebody who follows a run, or a workflow run. */
export interface Watch {
  /** Woken by each sign of news about it; the news itself is read by request. */
  readonly waiter: Waiter;
  close(): void;
}

/**
 * This gateway's own feed of events: wakes whoever follows a run. Bound to nothing while nobody watches, so that a busy
 * installation does not pour its events into idle gateways. A lost event costs a poll interval, never a line.
 */
export class EventFeed {
  private readonly watches = new Map<string, Set<Waiter>>();
  /** How many watches want each routing key. */
  private readonly wanted = new Map<string, number>();
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

  watch(id: string, watched: Watched = 'run'): Watch {
    const waiter = new Waiter();
    const keys = keysOf(id, watched);
    this.watches.set(id, (this.watches.get(id) ?? new Set()).add(waiter));
    for (const key of keys) this.want(key, 1);
    return { waiter, close: () => this.unwatch(id, waiter, keys) };
  }

  async close(): Promise<void> {
    await this.bindings;
    await this.consumer?.stop();
  }

  private unwatch(id: string, waiter: Waiter, keys: readonly string[]): void {
    const waiters = this.watches.get(id);
    if (!waiters?.delete(waiter)) return;
    if (waiters.size === 0) this.watches.delete(id);
    for (const key of keys) this.want(key, -1);
  }

  private want(key: string, more: 1 | -1): void {
    const count = (this.wanted.get(key) ?? 0) + more;
    if (count === 0) this.wanted.delete(key);
    else this.wanted.set(key, count);
    if (count === 0) this.rebind('unbind', key);
    if (count === 1 && more === 1) this.rebind('bind', key);
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
      const { runId, workflowRunId = runId } = (payload ?? {}) as {
        runId?: unknown;
        workflowRunId?: unknown;
      };
      if (typeof workflowRunId !== 'string') continue;
      for (const waiter of this.watches.get(workflowRunId) ?? []) waiter.wake();
    }
    delivery.ack();
  }
}

function keysOf(id: string, watched: Watched): string[] {
  return watched === 'run' ? ['run.*', `log.${id}`] : ['workflow.*'];
}
