import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DispatchWake, ParkedWake } from '../../loops/wake-calls.js';

/** A rate that lets a run start every few milliseconds is looked at for several at once. */
const soonestMs = 10;
/** So often the waker looks by itself. */
const roundMs = 250;

/** What the waker of parked runs has to tell: that some are back in the backlog, and when it should look again. */
@Injectable()
export class ParkedNews implements OnModuleDestroy {
  #again: NodeJS.Timeout | undefined;
  #againAtMs = Infinity;

  constructor(
    private readonly parked: ParkedWake,
    private readonly dispatch: DispatchWake,
  ) {}

  tellOfWoken(): void {
    this.dispatch.wake();
  }

  /** Has the parked runs looked at again by then, unless the waker's next round comes first anyway. */
  lookAgainIn(ms: number): void {
    if (ms >= roundMs) return;
    const inMs = Math.max(ms, soonestMs);
    const atMs = performance.now() + inMs;
    if (atMs >= this.#againAtMs) return;
    clearTimeout(this.#again);
    this.#againAtMs = atMs;
    this.#again = setTimeout(() => this.#lookNow(), inMs);
  }

  onModuleDestroy(): void {
    clearTimeout(this.#again);
    this.#againAtMs = -Infinity;
  }

  #lookNow(): void {
    this.#againAtMs = Infinity;
    this.parked.wake();
  }
}
