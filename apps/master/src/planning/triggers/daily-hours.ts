import { InvalidError, isInWindow, timeOfDayMs, type DailyWindow } from '@orrery/domain';
import { ZoneTransitions } from './zone-transitions.js';

const dayMs = 86_400_000;

/** A daily window on the clock of its zone: what the clock says decides, on days it is changed as well. */
export class DailyHours {
  readonly #zone: ZoneTransitions;
  readonly #fromMs: number;
  readonly #toMs: number;

  /** @throws InvalidError naming the field of `/dailyWindow`. */
  constructor(window: DailyWindow) {
    if (!ZoneTransitions.exists(window.timeZone)) {
      throw InvalidError.field('/dailyWindow/timeZone', `"${window.timeZone}" is no IANA time zone`);
    }
    this.#zone = ZoneTransitions.of(window.timeZone);
    this.#fromMs = timeOfDayMs(window.from);
    this.#toMs = timeOfDayMs(window.to);
    if (this.#fromMs === this.#toMs) {
      throw InvalidError.field(
        '/dailyWindow/to',
        'is the same as from: leave the window out, or make it longer',
      );
    }
  }

  includes(atMs: number): boolean {
    return isInWindow(modulo(atMs + this.#zone.offsetMs(atMs), dayMs), this.#fromMs, this.#toMs);
  }

  /** The first instant at or after the given one that lies in the window. */
  opening(atMs: number): number {
    let openMs = atMs;
    while (!this.includes(openMs)) openMs = this.#nextEdge(openMs);
    return openMs;
  }

  /** The first instant after the given one, which lies in the window, that does not. */
  closing(atMs: number): number {
    let closeMs = atMs;
    while (this.includes(closeMs)) closeMs = this.#nextEdge(closeMs);
    return closeMs;
  }

  /** The next instant at which the window could open or close: an edge of it by the present offset, or a clock change. */
  #nextEdge(atMs: number): number {
    const { offsetMs, untilMs } = this.#zone.periodAt(atMs);
    const time = modulo(atMs + offsetMs, dayMs);
    const waits = [this.#fromMs, this.#toMs].map((edge) => modulo(edge - time - 1, dayMs) + 1);
    return Math.min(atMs + Math.min(...waits), untilMs);
  }
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
