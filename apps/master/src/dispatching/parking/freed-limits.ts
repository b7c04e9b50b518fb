import { Injectable } from '@nestjs/common';
import { PauseState } from '../../definitions/pause-state.js';
import { DispatchWake, ParkedWake } from '../../loops/wake-calls.js';

/** From the note to the commit and its announcement it takes no longer on a busy machine; the waker's own rounds do the rest. */
const recentMs = 500;

/**
 * Brings the news that runs may go: slots became free, or a pause ended. Slots are noted inside of a transaction;
 * after its commit whoever ended the runs wakes dispatching, and so those who wait for slots.
 */
@Injectable()
export class FreedLimits {
  #notedMs = -Infinity;

  constructor(parked: ParkedWake, dispatch: DispatchWake, pauses: PauseState) {
    dispatch.onRoom(() => {
      if (performance.now() - this.#notedMs < recentMs) parked.wake();
    });
    pauses.onChange(() => {
      parked.wake();
      dispatch.wake();
    });
  }

  note(): void {
    this.#notedMs = performance.now();
  }
}
