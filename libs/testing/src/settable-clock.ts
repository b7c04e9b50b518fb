import { Clock } from '@orrery/domain';

/** A clock that stands still until a test moves it. */
export class SettableClock extends Clock {
  #nowMs: number;

  constructor(start: Date | string = '2026-01-01T00:00:00.000Z') {
    super();
    this.#nowMs = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  /** Moves `ms` milliseconds on. */
  tick(ms: number): void {
    this.#nowMs += ms;
  }

  set(instant: Date | string): void {
    this.#nowMs = new Date(instant).getTime();
  }
}
