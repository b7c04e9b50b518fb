import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { RunRow } from '../persistence/stores/run-row.js';
import { DueRuns } from './due-runs.js';
import { HeldDispatcher } from './held-dispatcher.js';

/** Due times are rounded up to these, so that runs due at nearly the same time go in one batch. */
const bucketMs = 10;

/**
 * Keeps planned runs until they are due. Only committed rows are held: should this process die, each becomes eligible
 * for every master a moment after its due time; if it stops in order, at its due time.
 */
@Injectable()
export class HeldRuns implements OnModuleDestroy {
  /** Runs by due time in ms; one timer for each. */
  readonly #held = new Map<number, { readonly runs: RunRow[]; readonly timer: NodeJS.Timeout }>();
  #closed = false;

  constructor(
    private readonly due: DueRuns,
    private readonly dispatcher: HeldDispatcher,
    private readonly clock: Clock,
  ) {}

  hold(runs: readonly RunRow[]): void {
    if (this.#closed) return;
    for (const run of runs) {
      const dueMs = Math.ceil(run.due_at.getTime() / bucketMs) * bucketMs;
      const held = this.#held.get(dueMs);
      if (held) held.runs.push(run);
      else this.#held.set(dueMs, { runs: [run], timer: this.#timer(dueMs) });
    }
  }

  /** Lets go of all runs and returns them. */
  release(): RunRow[] {
    const held = [...this.#held.values()];
    for (const { timer } of held) clearTimeout(timer);
    this.#held.clear();
    return held.flatMap(({ runs }) => runs);
  }

  /** Stops the timers and leaves what is not sent to the other masters. */
  async onModuleDestroy(): Promise<void> {
    this.#closed = true;
    const left = [...this.release(), ...(await this.due.stop())];
    await Promise.allSettled([this.dispatcher.offer(left)]);
  }

  #timer(dueMs: number): NodeJS.Timeout {
    const delayMs = Math.max(0, dueMs - this.clock.now().getTime());
    return setTimeout(() => {
      const held = this.#held.get(dueMs);
      this.#held.delete(dueMs);
      if (held) this.due.add(held.runs);
    }, delayMs);
  }
}
