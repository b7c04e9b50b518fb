import { Injectable } from '@nestjs/common';
import { WakeCall } from '../loops/wake-calls.js';

/** Something is to be done about backfills, or runs of them have ended. */
@Injectable()
export class BackfillWake extends WakeCall {
  #ended: string[] = [];

  /** These ended, and it is committed. */
  runsEnded(runIds: readonly string[]): void {
    if (runIds.length === 0) return;
    this.#ended.push(...runIds);
    this.wake();
  }

  /** The runs that ended since it was asked last. */
  takeEnded(): readonly string[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }
}
