import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunDispatcher } from './run-dispatcher.js';

/**
 * Keeps planned runs until they are due. Only committed rows are held: should this process die, each becomes eligible
 * for every master a moment after its due time; if it stops in order, at its due time.
 */
@Injectable()
export class HeldRuns implements OnModuleDestroy {
  /** Runs by due time in ms; one timer for each. */
  readonly #due = new Map<number, { readonly runs: RunRow[]; readonly timer: NodeJS.Timeout }>();
  readonly #sending = new Set<Promise<void>>();
  #closed = false;

  constructor(
    private readonly dispatcher: RunDispatcher,
    private readonly clock: Clock,
    private readonly log: MasterLogger,
  ) {}

  hold(runs: readonly RunRow[]): void {
    if (this.#closed) return;
    for (const run of runs) {
      const dueMs = run.due_at.getTime();
      const held = this.#due.get(dueMs);
      if (held) held.runs.push(run);
      else this.#due.set(dueMs, { runs: [run], timer: this.#timer(dueMs) });
    }
  }

  /** Lets go of all runs and returns them. */
  release(): RunRow[] {
    const held = [...this.#due.values()];
    for (const { timer } of held) clearTimeout(timer);
    this.#due.clear();
    return held.flatMap(({ runs }) => runs);
  }

  /** Stops the timers and leaves what is not sent to the other masters. */
  async onModuleDestroy(): Promise<void> {
    this.#closed = true;
    const left = this.release();
    await Promise.allSettled([...this.#sending, this.dispatcher.offer(left)]);
  }

  #timer(dueMs: number): NodeJS.Timeout {
    const delayMs = Math.max(0, dueMs - this.clock.now().getTime());
    return setTimeout(() => this.#send(dueMs), delayMs);
  }

  #send(dueMs: number): void {
    const held = this.#due.get(dueMs);
    this.#due.delete(dueMs);
    if (!held) return;
    const sending = this.dispatcher.dispatchHeld(held.runs).catch((error: unknown) => {
      this.log.logger.warn(`${held.runs.length} due run(s) were left to the backlog (${messageOf(error)})`);
    });
    this.#sending.add(sending);
    void sending.finally(() => this.#sending.delete(sending));
  }
}
