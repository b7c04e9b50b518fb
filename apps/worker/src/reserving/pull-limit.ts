import type { IntakeMessage } from '@orrery/contracts';
import { effectiveSlots } from '@orrery/domain';

const TICK_MS = 100;

interface Reserved {
  readonly slots: number;
  readonly untilMs: number;
  readonly workflowRunId: string | undefined;
}

/**
 * How many of its slots the worker may fill by pulling, as masters told it: fewer while it starts slowly or slots are
 * reserved, none while it rests. Each part ends by itself, so that a worker without masters does not hold back for ever.
 */
export class PullLimit {
  private restUntilMs = 0;
  private ramp = { startedMs: -Infinity, forMs: 0 };
  private reserved: readonly Reserved[] = [];
  /** Slots in use by workflow run. */
  private readonly inUse = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private readonly changeListeners: (() => void)[] = [];
  private firstWord: (() => void) | undefined;
  /** Resolves when masters have told it for the first time. */
  readonly told = new Promise<void>((resolve) => (this.firstWord = resolve));

  constructor(
    private readonly total: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  learn({ restForMs, rampMs, rampedForMs, reserved }: IntakeMessage): void {
    const nowMs = this.nowMs();
    this.restUntilMs = nowMs + restForMs;
    this.ramp = { startedMs: nowMs - rampedForMs, forMs: rampMs };
    this.reserved = reserved.map(({ slots, forMs, workflowRunId }) => ({
      ...{ slots, workflowRunId },
      untilMs: nowMs + forMs,
    }));
    this.firstWord?.();
    this.changed();
    if (!this.isPlain) this.timer ??= setInterval(() => this.tick(), TICK_MS).unref();
  }

  /** Attempts of a workflow run that begin fill slots which are reserved for it; those that end (negative) give them back. */
  noteUse(workflowRunId: string, slots: number): void {
    const now = (this.inUse.get(workflowRunId) ?? 0) + slots;
    if (now > 0) this.inUse.set(workflowRunId, now);
    else this.inUse.delete(workflowRunId);
  }

  /** Slots that attempts may fill in all before no more are pulled. */
  get slots(): number {
    const nowMs = this.nowMs();
    if (nowMs < this.restUntilMs) return 0;
    const ramped = effectiveSlots(this.total, nowMs - this.ramp.startedMs, this.ramp.forMs);
    return Math.min(ramped, this.total - this.keptFree(nowMs));
  }

  /** Slots that are not reserved. */
  get unreserved(): number {
    return this.total - this.keptFree(this.nowMs());
  }

  /** Slots that are not reserved for others than this workflow run. */
  unreservedFor(workflowRunId: string): number {
    return this.total - this.keptFree(this.nowMs(), workflowRunId);
  }

  /** Nothing holds it back. */
  get isPlain(): boolean {
    return this.slots === this.total;
  }

  onChange(listener: () => void): void {
    this.changeListeners.push(listener);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private keptFree(nowMs: number, butFor?: string): number {
    const kept = this.reserved.filter(
      ({ untilMs, workflowRunId }) =>
        nowMs < untilMs && (workflowRunId === undefined || workflowRunId !== butFor),
    );
    return Math.min(
      this.total,
      kept.reduce((sum, each) => sum + this.unused(each), 0),
    );
  }

  private unused({ slots, workflowRunId }: Reserved): number {
    const used = workflowRunId === undefined ? 0 : (this.inUse.get(workflowRunId) ?? 0);
    return Math.max(0, slots - used);
  }

  private tick(): void {
    if (this.isPlain) this.stop();
    this.changed();
  }

  private changed(): void {
    for (const listener of this.changeListeners) listener();
  }
}
