import type { DispatchMessage } from '@orrery/contracts';
import type { DispatchBundle } from './dispatch-bundle.js';

export interface HeldDispatch {
  readonly bundle: DispatchBundle;
  readonly dispatch: DispatchMessage;
}

/** Dispatches that came when no slot was free: kept unacknowledged for a moment, in case one gets free. */
export class HeldDispatches {
  private held: { readonly item: HeldDispatch; readonly sinceMs: number }[] = [];
  /** Position of the oldest: a queue that is taken from the front of its array would move all others each time. */
  private first = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly holdMs: number,
    private readonly onOverdue: () => void,
  ) {}

  get size(): number {
    return this.held.length - this.first;
  }

  add(item: HeldDispatch): void {
    this.held.push({ item, sinceMs: performance.now() });
    this.timer ??= this.watch(this.holdMs);
  }

  takeFirst(): HeldDispatch | undefined {
    const first = this.held[this.first];
    if (first !== undefined) this.first += 1;
    if (this.size === 0) this.forget();
    return first?.item;
  }

  /** Gives all of them back to the queue, for other workers. */
  requeue(): void {
    for (const { bundle, dispatch } of this.forget()) bundle.giveBack(dispatch);
  }

  /** Their connection is gone: the broker delivers them again by itself. */
  forget(): readonly HeldDispatch[] {
    clearTimeout(this.timer);
    this.timer = undefined;
    const left = this.held.slice(this.first).map(({ item }) => item);
    this.held = [];
    this.first = 0;
    return left;
  }

  /** Looks at the oldest when its time is over; by then it may be another one. */
  private watch(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.timer = undefined;
      const leftMs = this.held[this.first]!.sinceMs + this.holdMs - performance.now();
      if (leftMs > 0) this.timer = this.watch(leftMs);
      else this.onOverdue();
    }, Math.ceil(ms));
  }
}
