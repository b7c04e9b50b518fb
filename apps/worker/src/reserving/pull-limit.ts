import type { IntakeMessage } from '@orrery/contracts';
import { effectiveSlots } from '@orrery/domain';

const TICK_MS = 100;

interface Reserved {
  readonly slots: number;
  readonly untilMs: number;
}

/**
 * How many of its slots the worker may fill by pulling, as masters told it: fewer while it starts slowly or slots are
 * reserved, none while it rests. Each part ends by itself, so that a worker without masters does not hold back for ever.
 */
export class PullLimit {
  private restUntilMs = 0;
  private ramp = { startedMs: -Infinity, forMs: 0 };
  private reserved: readonly Reserved[] = [];
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
    this.reserved = reserved.map(({ slots, forMs }) => ({ slots, untilMs: nowMs + forMs }));
    this.firstWord?.();
    this.changed();
    if (!this.isPlain) this.timer ??= setInterval(() => this.tick(), TICK_MS).unref();
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

  private keptFree(nowMs: number): number {
    const kept = this.reserved.filter(({ untilMs }) => nowMs < untilMs);
    return Math.min(
      this.total,
      kept.reduce((sum, { slots }) => sum + slots, 0),
    );
  }

  private tick(): void {
    if (this.isPlain) this.stop();
    this.changed();
  }

  private changed(): void {
    for (const listener of this.changeListeners) listener();
  }
}
