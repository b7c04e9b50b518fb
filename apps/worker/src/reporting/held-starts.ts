import type { StartedReport } from '@orrery/contracts';
import { keyOf, type AttemptId } from '../spool/spool-entry.js';

/** Most attempts of quick tasks are over by then: their end tells of their start, which saves a report and a write. */
const HOLD_MS = 20;

interface HeldStart {
  readonly report: StartedReport;
  readonly dueMs: number;
}

/** Starts that nobody need hear of yet. */
export class HeldStarts {
  /** By attempt, oldest first. */
  private readonly held = new Map<string, HeldStart>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly onDue: () => void,
    private readonly holdMs = HOLD_MS,
  ) {}

  hold(report: StartedReport): void {
    this.held.set(keyOf(report), { report, dueMs: performance.now() + this.holdMs });
    this.watch();
  }

  /** The start of an attempt of which there is other news: to be told before that, or no more. */
  take(attempt: AttemptId): StartedReport | undefined {
    const key = keyOf(attempt);
    const start = this.held.get(key);
    if (start !== undefined) this.held.delete(key);
    return start?.report;
  }

  /** What has been held long enough. */
  takeDue(): StartedReport[] {
    const due: StartedReport[] = [];
    for (const [key, { report, dueMs }] of this.held) {
      if (dueMs > performance.now()) break;
      this.held.delete(key);
      due.push(report);
    }
    if (this.held.size > 0) this.watch();
    return due;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.held.clear();
  }

  private watch(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.held.size > 0) this.onDue();
    }, this.holdMs);
  }
}
