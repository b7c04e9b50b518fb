import { workQueue, type DispatchMessage } from '@orrery/contracts';
import type { Broker, Delivery } from '@orrery/messaging';
import type { Logger } from '@orrery/runtime';
import { HeldDeliveries } from './held-deliveries.js';
import { readDispatch } from './read-dispatch.js';
import type { Slots } from './slots.js';
import { WorkConsumers, type Appetite } from './work-consumers.js';

/** More in flight than this brings no further speed, even with thousands of slots. */
const MOST_PREFETCH = 512;

/** Takes an attempt over for good: returns when it stands in the spool; `ended` settles when its slot is free again. */
export type Admission = (
  dispatch: DispatchMessage,
  delivery: Delivery,
) => Promise<{ readonly ended: Promise<unknown> }>;

/** Why nothing is taken: the worker drains, too many reports wait for the master, or the spool refuses (a full disk). */
export type PauseReason = 'drain' | 'backlog' | 'spool';

export interface WorkIntakeOptions {
  readonly group: string;
  /** How long a delivery may wait unacknowledged for a slot. */
  readonly holdMs: number;
  /** Nothing is taken for so long after the spool refused an attempt. */
  readonly restMs: number;
}

/**
 * Takes work from the group's queue by the worker's own free slots: a delivery is acknowledged once it stands in the spool;
 * what finds no slot within `holdMs` goes back to the queue, and nothing more is taken until a slot is free.
 */
export class WorkIntake {
  private readonly consumers: WorkConsumers;
  private readonly held: HeldDeliveries;
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
    this.held = new HeldDeliveries(options.holdMs, () => void this.giveBack());
    slots.onFreed(() => this.useFreeSlots());
    broker.onConnectionChange((connected) => {
      if (!connected) this.held.forget();
    });
  }

  async open(): Promise<void> {
    await this.broker.declare(workQueue(this.options.group));
    this.appetite = 'many';
    await this.consumers.open(async (deliveries) => deliveries.forEach((delivery) => this.take(delivery)));
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
    const dispatch = readDispatch(delivery.body);
    if ('wrong' in dispatch) {
      this.logger.error({ id: delivery.id, field: dispatch.wrong }, 'dispatch is not understood; it is dead');
      return delivery.reject({ requeue: false });
    }
    if (this.pausedFor.size > 0) return delivery.reject({ requeue: true });
    if (this.held.size === 0 && this.slots.tryTake()) void this.admitTo(dispatch, delivery);
    else this.held.add({ dispatch, delivery });
  }

  /** Runs with a slot taken, and gives it back in the end. */
  private async admitTo(dispatch: DispatchMessage, delivery: Delivery): Promise<void> {
    try {
      const { ended } = await this.admit(dispatch, delivery);
      delivery.ack();
      await ended;
    } catch (error) {
      this.logger.error(
        { err: error, runId: dispatch.runId },
        'attempt not accepted; it goes back to the queue',
      );
      delivery.reject({ requeue: true });
      this.rest();
    }
    this.slots.give();
  }

  private rest(): void {
    void this.pause('spool');
    setTimeout(() => this.resume('spool'), this.options.restMs).unref();
  }

  private useFreeSlots(): void {
    if (this.pausedFor.size > 0) return;
    while (this.held.size > 0 && this.slots.tryTake()) {
      const { dispatch, delivery } = this.held.takeFirst()!;
      void this.admitTo(dispatch, delivery);
    }
    if (this.slots.free === 0 || this.appetite === 'many') return;
    void this.want(this.slots.free * 2 >= this.slots.total ? 'many' : 'one');
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
