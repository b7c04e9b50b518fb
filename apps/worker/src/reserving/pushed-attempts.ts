import type { DispatchMessage, PushMessage } from '@orrery/contracts';
import type { Logger } from '@orrery/runtime';
import { readDispatch } from '../intake/read-dispatch.js';
import type { Slots } from '../intake/slots.js';
import type { Admission, PauseReason } from '../intake/work-intake.js';
import { keyOf } from '../spool/spool-entry.js';
import type { PullLimit } from './pull-limit.js';

interface Waiting {
  readonly dispatch: DispatchMessage;
  readonly traceparent: string | undefined;
  readonly usesReserved: boolean;
  readonly workflowRunId: string | undefined;
  readonly timer: NodeJS.Timeout;
}

/**
 * Attempts pushed to this worker. They go before pulled ones: while one waits for slots nothing is pulled, so it starts
 * with the next that get free. One that waited too long is dropped, since masters route its run anew.
 */
export class PushedAttempts {
  private readonly waiting = new Map<string, Waiting>();
  private readonly pausedFor = new Set<PauseReason>();
  private readonly changeListeners: (() => void)[] = [];

  constructor(
    private readonly slots: Slots,
    private readonly limit: Pick<PullLimit, 'unreserved' | 'unreservedFor' | 'noteUse'>,
    private readonly admit: Admission,
    private readonly logger: Logger,
  ) {
    slots.onFreed(() => this.startWaiting());
  }

  /** Slots of those that wait. */
  get waitingSlots(): number {
    return [...this.waiting.values()].reduce((sum, { dispatch }) => sum + this.weightOf(dispatch), 0);
  }

  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** Told when one begins or ceases to wait. */
  onChange(listener: () => void): void {
    this.changeListeners.push(listener);
  }

  /** Slots that were reserved may be so no more. */
  noticeLimit(): void {
    this.startWaiting();
  }

  /**
   * Begins nothing more until each reason has been taken back by `resume`, and forgets what waits, unless it is for the lease
   * only: that is renewed in a moment, as a rule.
   */
  pause(reason: PauseReason): void {
    this.pausedFor.add(reason);
    if (this.isRefusing) for (const key of this.waiting.keys()) this.forget(key);
  }

  resume(reason: PauseReason): void {
    this.pausedFor.delete(reason);
    this.startWaiting();
  }

  take(message: PushMessage, traceparent?: string): void {
    const { dispatch: body, takeWithinMs, usesReserved = false, workflowRunId } = message;
    const dispatch = readDispatch(body);
    if ('wrong' in dispatch) {
      this.logger.error(
        { field: dispatch.wrong },
        'pushed attempt is not understood; its run is routed anew',
      );
      return;
    }
    const key = keyOf(dispatch);
    if (this.isRefusing || this.waiting.has(key)) return;
    const timer = setTimeout(() => this.forget(key), takeWithinMs).unref();
    this.waiting.set(key, { dispatch, traceparent, usesReserved, workflowRunId, timer });
    this.startWaiting();
    this.changed();
  }

  /** In the order they came, so that light ones do not go past a heavy one for ever; reserved slots are for one run anyway. */
  private startWaiting(): void {
    if (this.pausedFor.size > 0) return;
    let isBlocked = false;
    for (const [key, waiting] of this.waiting) {
      const weight = this.weightOf(waiting.dispatch);
      const usable = this.usableFor(waiting);
      if (isBlocked && usable <= this.limit.unreserved) continue;
      if (this.slots.busy + weight > usable || !this.slots.tryTake(weight)) {
        isBlocked = true;
        continue;
      }
      this.forget(key);
      void this.start(waiting, weight);
    }
  }

  private usableFor({ usesReserved, workflowRunId }: Waiting): number {
    if (workflowRunId !== undefined) return this.limit.unreservedFor(workflowRunId);
    return usesReserved ? this.slots.total : this.limit.unreserved;
  }

  private async start({ dispatch, traceparent, workflowRunId }: Waiting, weight: number): Promise<void> {
    if (workflowRunId !== undefined) this.limit.noteUse(workflowRunId, weight);
    try {
      const headers: Record<string, string> = traceparent === undefined ? {} : { traceparent };
      const { ended } = await this.admit(dispatch, { headers });
      await ended;
    } catch (error) {
      const { runId } = dispatch;
      this.logger.error({ err: error, runId }, 'pushed attempt not accepted; its run is routed anew');
    }
    if (workflowRunId !== undefined) this.limit.noteUse(workflowRunId, -weight);
    this.slots.give(weight);
  }

  private forget(key: string): void {
    clearTimeout(this.waiting.get(key)?.timer);
    if (this.waiting.delete(key)) this.changed();
  }

  private get isRefusing(): boolean {
    return [...this.pausedFor].some((reason) => reason !== 'lease');
  }

  /** A run that takes more than there is takes all there is. */
  private weightOf({ weight = 1 }: DispatchMessage): number {
    return Math.min(weight, this.slots.total);
  }

  private changed(): void {
    for (const listener of this.changeListeners) listener();
  }
}
