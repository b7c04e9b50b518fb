import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '@orrery/runtime';
import { HeldRuns } from '../dispatching/held-runs.js';
import { EventPublisher } from '../events/event-publisher.js';
import { MasterLogger } from '../master-logger.js';
import { RunCanceller } from '../runs/run-canceller.js';
import type { WrittenPlans } from './plan-writer.js';

/** What follows a committed step of planning; whatever of it fails is made up for by a loop. */
@Injectable()
export class PlanAftermath implements OnModuleDestroy {
  readonly #going = new Set<Promise<void>>();

  constructor(
    private readonly held: HeldRuns,
    private readonly publisher: EventPublisher,
    private readonly canceller: RunCanceller,
    private readonly log: MasterLogger,
  ) {}

  /** Holds the runs until they are due; tells and cancels in the background. */
  follow({ plans, events }: WrittenPlans): void {
    this.held.hold(plans.flatMap((plan) => plan.runs).filter((run) => run.eligible_at !== null));
    if (events.length > 0) this.#go(this.publisher.relay(events), 'telling of schedules');
    const cancelled = plans.flatMap((plan) => plan.cancelled);
    if (cancelled.length > 0) {
      this.#go(this.canceller.cancelAll(cancelled, 'the next run of its schedule takes over'), 'cancelling');
    }
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#going);
  }

  #go(work: Promise<unknown>, what: string): void {
    const going = work.then(
      () => undefined,
      (error: unknown) => this.log.logger.warn(`${what} is done later (${messageOf(error)})`),
    );
    this.#going.add(going);
    void going.finally(() => this.#going.delete(going));
  }
}
