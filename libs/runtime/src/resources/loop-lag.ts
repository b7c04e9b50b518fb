import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 20;
const windowMs = 1_000;
const nanosecondsInMs = 1e6;

/** Measures how late the event loop is (p99 of each second) and tells it. Stopping twice, or before the start, is fine. */
export class LoopLag {
  readonly #delays = monitorEventLoopDelay({ resolution: resolutionMs });
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly tell: (lagMs: number) => void) {}

  start(): void {
    this.#delays.enable();
    // After a pause this timer comes before that of the histogram, which is in the same turn: what it has not seen is lost.
    this.#timer ??= setInterval(() => setImmediate(() => this.#note()), windowMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#delays.disable();
  }

  #note(): void {
    if (this.#timer === undefined) return;
    const p99Ms = this.#delays.percentile(99) / nanosecondsInMs;
    this.#delays.reset();
    // The histogram measures the interval itself; only what exceeds it is delay.
    this.tell(Number.isFinite(p99Ms) ? Math.max(0, p99Ms - resolutionMs) : 0);
  }
}
