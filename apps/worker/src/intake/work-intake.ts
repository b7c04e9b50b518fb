import { workQueue, type DispatchMessage } from '@orrery/contracts';
import { payloadsOf, type Broker, type Delivery } from '@orrery/messaging';
import type { Logger } from '@orrery/runtime';
import { DispatchBundle } from './dispatch-bundle.js';
import { HeldDispatches, type HeldDispatch } from './held-dispatches.js';
import { readDispatch } from './read-dispatch.js';
import type { Slots } from './slots.js';
import { WorkConsumers, type Appetite } from './work-consumers.js';

/** Messages are acknowledged as soon as they stand in the spool: more in flight would only keep them from other workers. */
const MOST_PREFETCH = 64;

/** Takes an attempt over for good: returns when it stands in the spool; `ended` settles when its slot is free again. */
export type Admission = (
  dispatch: DispatchMessage,
  delivery: Pick<Delivery, 'headers'>,
) => Promise<{ readonly ended: Promise<unknown> }>;

/**
 * Why nothing is taken: the worker drains, its lease is not held, it waits for word of how much to pull, too many reports wait
 * for the master, the spool refuses (a full disk), or the machine has too much
 * to do.
 */
export type PauseReason = 'drain' | 'lease' | 'welcome' | 'backlog' | 'spool' | 'strain';

export interface WorkIntakeOptions {
  readonly group: string;
  /** How long a delivery may wait unacknowledged for a slot. */
  readonly holdMs: number;
  /** Nothing is taken for so long after the spool refused an attempt. */
  readonly restMs: number;
  /** How much may be pulled besides: all slots, unless something holds them. */
  readonly gate?: PullGate;
}

/** What holds slots back from pulled attempts. */
export interface PullGate {
  /** Pulled attempts may begin while fewer slots than these are taken. */
  readonly slots: number;
}

/**
 * Takes work from the group's queue by the worker's own free slots: a delivery is acknowledged once it stands in the spool;
 * what finds no slot within `holdMs` goes back to the queue, and nothing more is taken until a slot is free.
 */
export class WorkIntake {
  private readonly consumers: WorkConsumers;
  private readonly held: HeldDispatches;
  private appetite: Appetite = 'none';
  private readonly pausedFor = new Set<PauseReason>();

  constructor(
    private readonly broker: Broker,
    private readonly slots: Slots,
    private readonly admit: Admission,
    private readonly options: WorkIntakeOptions,
    private readonly logger: Logger,
  ) {
    const prefetch = Math.min(slots.total, MOST_PREFETCH);
    this.consumers = new WorkConsumers(broker, workQueue(options.group).name, prefetch);
    this.held = new HeldDispatches(options.holdMs, () => void this.giveBack());
    slots.onFreed(() => this.useFreeSlots());
    broker.onConnectionChange((connected) => {
      if (!connected) this.held.forget();
    });
  }

  async open(): Promise<void> {
    await this.broker.declare(workQueue(this.options.group));
    const paused = this.pausedFor.size > 0;
    this.appetite = paused ? 'none' : 'many';
    const take = async (deliveries: readonly Delivery[]) => deliveries.forEach((each) => this.take(each));
    await this.consumers.open(take, paused);
  }

  /** Takes nothing more until each reason has been taken back by `resume`. */
  async pause(reason: PauseReason): Promise<void> {
    this.pausedFor.add(reason);
    await this.giveBack();
  }

  resume(reason: PauseReason): void {
    this.pausedFor.delete(reason);
    this.useFreeSlots();
  }

  /** For good. */
  async close(): Promise<void> {
    await this.pause('drain');
    await this.consumers.close();
  }

  private take(delivery: Delivery): void {
    const bundle = new DispatchBundle(delivery, this.broker, this.logger);
    for (const payload of payloadsOf(delivery)) {
      const dispatch = readDispatch(payload);
      if ('wrong' in dispatch) {
        this.logger.error(
          { id: delivery.id, field: dispatch.wrong },
          'dispatch is not understood; it is dead',
        );
        bundle.refuse(payload);
      } else if (this.pausedFor.size > 0) bundle.giveBack(dispatch);
      else if (this.held.size === 0 && this.tryTakeSlot()) void this.admitTo({ dispatch, bundle });
      else this.held.add({ dispatch, bundle });
    }
  }

  /** Runs with a slot taken, and gives it back in the end. */
  private async admitTo({ dispatch, bundle }: HeldDispatch): Promise<void> {
    try {
      const { ended } = await this.admit(dispatch, bundle.delivery);
      bundle.accepted(dispatch);
      await ended;
    } catch (error) {
      const { runId } = dispatch;
      this.logger.error({ err: error, runId }, 'attempt not accepted; it goes back to the queue');
      bundle.giveBack(dispatch);
      this.rest();
    }
    this.slots.give();
  }

  private rest(): void {
    void this.pause('spool');
    setTimeout(() => this.resume('spool'), this.options.restMs).unref();
  }

  /** More may be pulled than before, or less. */
  noticeGate(): void {
    this.useFreeSlots();
  }

  private tryTakeSlot(): boolean {
    return this.slots.busy < this.pullable && this.slots.tryTake();
  }

  private get pullable(): number {
    return this.options.gate?.slots ?? this.slots.total;
  }

  private useFreeSlots(): void {
    if (this.pausedFor.size > 0) return;
    while (this.held.size > 0 && this.tryTakeSlot()) {
      void this.admitTo(this.held.takeFirst()!);
    }
    const free = this.pullable - this.slots.busy;
    if (free <= 0 || this.appetite === 'many') return;
    // Held back, it asks for one at a time: what it got beyond that would have to go back.
    void this.want(free * 2 >= this.slots.total ? 'many' : 'one');
  }

  private giveBack(): Promise<void> {
    // Paused first: what goes back would else come again at once.
    return this.want('none').then(() => this.held.requeue());
  }

  private want(appetite: Appetite): Promise<void> {
    if (this.appetite === appetite) return this.consumers.settled();
    this.appetite = appetite;
    return this.consumers.want(appetite);
  }
}
