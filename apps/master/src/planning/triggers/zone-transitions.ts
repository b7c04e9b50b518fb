import { IANAZone } from 'luxon';

/** A moment at which a zone changes its offset from UTC. */
export interface Transition {
  /** Milliseconds since the epoch: the first instant with the new offset. */
  readonly atMs: number;
  readonly offsetBeforeMs: number;
  readonly offsetAfterMs: number;
}

const yearMs = 366 * 86_400_000;
/** No zone changes its clock and changes it back within this time. */
const sampleMs = 5 * 86_400_000;
const minuteMs = 60_000;

/** Offsets of one IANA zone and the moments they change; a year is looked at once and remembered. */
export class ZoneTransitions {
  readonly #zone: IANAZone;
  readonly #years = new Map<number, readonly Transition[]>();

  static readonly #known = new Map<string, ZoneTransitions>();

  private constructor(timeZone: string) {
    this.#zone = IANAZone.create(timeZone);
  }

  /** One for each zone in the process: all schedules of a zone share what was found out. */
  static of(timeZone: string): ZoneTransitions {
    const known = this.#known.get(timeZone) ?? new ZoneTransitions(timeZone);
    this.#known.set(timeZone, known);
    return known;
  }

  offsetMs(atMs: number): number {
    return this.#zone.offset(atMs) * minuteMs;
  }

  /** The first transition with `fromMs` < at <= `toMs`. */
  firstWithin(fromMs: number, toMs: number): Transition | undefined {
    for (let year = Math.floor(fromMs / yearMs); year <= Math.floor(toMs / yearMs); year += 1) {
      const found = this.#ofYear(year).find(({ atMs }) => atMs > fromMs && atMs <= toMs);
      if (found) return found;
    }
    return undefined;
  }

  /** The last transition with at <= `atMs`, not older than a year. */
  lastBefore(atMs: number): Transition | undefined {
    const year = Math.floor(atMs / yearMs);
    const near = [...this.#ofYear(year - 1), ...this.#ofYear(year)];
    return near.findLast((transition) => transition.atMs <= atMs);
  }

  /** A "year" here is any span of 366 days counted from the epoch. */
  #ofYear(year: number): readonly Transition[] {
    const known = this.#years.get(year);
    if (known) return known;
    const found: Transition[] = [];
    const endMs = (year + 1) * yearMs;
    for (let fromMs = year * yearMs; fromMs < endMs; fromMs += sampleMs) {
      const toMs = Math.min(fromMs + sampleMs, endMs);
      if (this.offsetMs(fromMs) !== this.offsetMs(toMs)) found.push(this.#bisect(fromMs, toMs));
    }
    this.#years.set(year, found);
    return found;
  }

  #bisect(fromMs: number, toMs: number): Transition {
    const offsetBeforeMs = this.offsetMs(fromMs);
    let before = fromMs;
    let after = toMs;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.offsetMs(middle) === offsetBeforeMs) before = middle;
      else after = middle;
    }
    return { atMs: after, offsetBeforeMs, offsetAfterMs: this.offsetMs(after) };
  }
}
