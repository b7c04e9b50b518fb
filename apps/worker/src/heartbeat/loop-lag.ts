import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { WorkerPulse } from './worker-pulse.js';

const RESOLUTION_MS = 20;
const WINDOW_MS = 1_000;
const NANOSECONDS = 1e6;

/** Measures how late the main event loop is (p99 of each second) and writes it into the pulse. */
export class LoopLag {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pulse: Pick<WorkerPulse, 'setLoopLagMs'>) {}

  start(): void {
    this.delays.enable();
    this.timer ??= setInterval(() => this.note(), WINDOW_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.delays.disable();
  }

  private note(): void {
    const p99Ms = this.delays.percentile(99) / NANOSECONDS;
    this.delays.reset();
    // The histogram measures the interval itself; only what exceeds it is delay.
    this.pulse.setLoopLagMs(Number.isFinite(p99Ms) ? Math.max(0, p99Ms - RESOLUTION_MS) : 0);
  }
}
