import type { Clock } from '@orrery/domain';
import type { Logger } from '../logging/logger.js';
import { messageOf } from '../logging/message-of.js';
import { jittered } from '../retrying/retry-with-backoff.js';
import { SystemClock } from '../time/system-clock.js';
import type { LoopHealth, LoopRegistry, Progressing } from './loop-registry.js';
import { Waiter } from './waiter.js';

const FIRST_BACKOFF_MS = 100;
/** Also how late a loop may be when a server is back. */
const LONGEST_BACKOFF_MS = 1_000;
/** A failure that stays the same is told no more often. */
const TELL_AGAIN_MS = 5_000;
const LEAST_STALL_MS = 30_000;

export interface LoopOptions {
  readonly name: string;
  /** Wait between the end of one step and the start of the next. */
  readonly intervalMs: number;
  /** Each wait is something between half of it and the whole. Default: the whole. */
  readonly isJittered?: boolean;
  readonly step: () => Promise<unknown>;
  readonly logger: Logger;
  readonly registry?: LoopRegistry;
  readonly clock?: Clock;
  /** A step that has not ended for so long makes the app unhealthy. Default: ten intervals, at least 30 s. */
  readonly stalledAfterMs?: number;
}

/** Runs a step again and again until stopped: an error is logged and the loop goes on, a wake skips the wait. */
export class Loop implements Progressing {
  readonly #options: LoopOptions;
  readonly #clock: Clock;
  readonly #stalledAfterMs: number;
  readonly #woken = new Waiter();
  #stopped = new Waiter();
  #running?: Promise<void>;
  #stopping = false;
  #failures = 0;
  #lastError?: string;
  #toldMs = -Infinity;
  #lastProgressAt?: Date;
  #progressMark = performance.now();

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#clock = options.clock ?? new SystemClock();
    this.#stalledAfterMs = options.stalledAfterMs ?? Math.max(LEAST_STALL_MS, 10 * options.intervalMs);
  }

  /** Begins with a step at once. Starting twice is fine. */
  start(): void {
    if (this.#running) return;
    this.#stopping = false;
    this.#stopped = new Waiter();
    this.#progressMark = performance.now();
    this.#options.registry?.add(this);
    this.#running = this.#run();
  }

  /** Cuts the wait short and waits for the running step. Stopping twice, or before the start, is fine. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#stopping = true;
    this.#stopped.wake();
    this.#woken.wake();
    await this.#running;
    this.#running = undefined;
    this.#options.registry?.remove(this);
  }

  /** Runs the step now, or right after the present one. After a failure the backoff is waited out first. */
  wake(): void {
    this.#woken.wake();
  }

  health(): LoopHealth {
    const ageMs = Math.round(performance.now() - this.#progressMark);
    return {
      name: this.#options.name,
      lastProgressAt: this.#lastProgressAt,
      ageMs,
      stalled: this.#running !== undefined && ageMs > this.#stalledAfterMs,
      lastError: this.#lastError,
    };
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const failed = await this.#stepOnce();
      if (this.#stopping) return;
      // A failing step is not hurried by wakes: they may come thousands a second while a server is away.
      if (failed) await this.#stopped.wait(this.#backoffMs());
      else await this.#woken.wait(this.#intervalMs());
    }
  }

  async #stepOnce(): Promise<boolean> {
    try {
      await this.#options.step();
      this.#failures = 0;
      this.#lastError = undefined;
    } catch (error) {
      this.#failures += 1;
      this.#tell(error);
    }
    this.#lastProgressAt = this.#clock.now();
    this.#progressMark = performance.now();
    return this.#failures > 0;
  }

  #tell(error: unknown): void {
    const message = messageOf(error);
    const isNews = message !== this.#lastError;
    this.#lastError = message;
    if (!isNews && performance.now() - this.#toldMs < TELL_AGAIN_MS) return;
    this.#toldMs = performance.now();
    const { logger, name } = this.#options;
    logger.error({ err: error, loop: name, retryInMs: this.#backoffMs() }, `loop ${name} failed; it goes on`);
  }

  #intervalMs(): number {
    const { intervalMs, isJittered = false } = this.#options;
    return isJittered ? jittered(intervalMs) : intervalMs;
  }

  #backoffMs(): number {
    const backoffMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(this.#failures - 1, 10));
    return Math.max(backoffMs, Math.min(this.#options.intervalMs, LONGEST_BACKOFF_MS));
  }
}
