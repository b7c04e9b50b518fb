/** A moment at which a zone changes its offset from UTC. */
export interface Transition {
  /** Milliseconds since the epoch: the first instant with the new offset. */
  readonly atMs: number;
  readonly offsetBeforeMs: number;
  readonly offsetAfterMs: number;
}

/** A time without a clock change. It may be cut where there is none; `opening` then lies before it. */
export interface Period {
  readonly sinceMs: number;
  /** Not included. */
  readonly untilMs: number;
  readonly offsetMs: number;
  /** The last change at or before `sinceMs`, if that is not older than a year. */
  readonly opening: Transition | undefined;
  /** The change at `untilMs`; undefined where the period was cut. */
  readonly closing: Transition | undefined;
}

interface Year {
  readonly offsetMs: number;
  readonly changes: readonly Transition[];
}

const yearMs = 366 * 86_400_000;
/** No zone changes its clock and changes it back within this time. */
const sampleMs = 5 * 86_400_000;

/** Offsets of one IANA zone and the moments they change; a year is looked at once and remembered. */
export class ZoneTransitions {
  readonly #format: Intl.DateTimeFormat;
  readonly #years = new Map<number, Year>();
  #period: Period | undefined;

  static readonly #known = new Map<string, ZoneTransitions>();

  private constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  }

  /** One for each zone in the process: all schedules of a zone share what was found out. */
  static of(timeZone: string): ZoneTransitions {
    const known = this.#known.get(timeZone) ?? new ZoneTransitions(timeZone);
    this.#known.set(timeZone, known);
    return known;
  }

  static exists(timeZone: string): boolean {
    try {
      return /^[A-Za-z]/.test(timeZone) && this.of(timeZone) !== undefined;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  offsetMs(atMs: number): number {
    return this.periodAt(atMs).offsetMs;
  }

  /** The period that the instant lies in. */
  periodAt(atMs: number): Period {
    const known = this.#period;
    if (known && known.sinceMs <= atMs && atMs < known.untilMs) return known;
    const index = Math.floor(atMs / yearMs);
    const [before, year, after] = [this.#year(index - 1), this.#year(index), this.#year(index + 1)];
    const changes = [...before.changes, ...year.changes, ...after.changes];
    const opening = changes.findLast((change) => change.atMs <= atMs);
    const closing = changes.find((change) => change.atMs > atMs);
    this.#period = {
      sinceMs: opening?.atMs ?? (index - 1) * yearMs,
      untilMs: closing?.atMs ?? (index + 2) * yearMs,
      offsetMs: opening?.offsetAfterMs ?? before.offsetMs,
      opening,
      closing,
    };
    return this.#period;
  }

  /** The first change after the instant, looked for until `untilMs`. */
  nextChange(afterMs: number, untilMs: number): Transition | undefined {
    for (let atMs = afterMs; atMs < untilMs;) {
      const { closing, untilMs: next } = this.periodAt(atMs);
      if (closing) return closing.atMs <= untilMs ? closing : undefined;
      atMs = next;
    }
    return undefined;
  }

  /** A "year" here is any span of 366 days counted from the epoch. */
  #year(index: number): Year {
    const known = this.#years.get(index);
    if (known) return known;
    const changes: Transition[] = [];
    const endMs = (index + 1) * yearMs;
    const startMs = index * yearMs;
    let offsetMs = this.#ask(startMs);
    const year = { offsetMs, changes };
    for (let fromMs = startMs; fromMs < endMs; fromMs += sampleMs) {
      const toMs = Math.min(fromMs + sampleMs, endMs);
      const next = this.#ask(toMs);
      if (next !== offsetMs) changes.push(this.#bisect(fromMs, toMs, offsetMs));
      offsetMs = next;
    }
    this.#years.set(index, year);
    return year;
  }

  #bisect(fromMs: number, toMs: number, offsetBeforeMs: number): Transition {
    let before = fromMs;
    let after = toMs;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.#ask(middle) === offsetBeforeMs) before = middle;
      else after = middle;
    }
    return { atMs: after, offsetBeforeMs, offsetAfterMs: this.#ask(after) };
  }

  #ask(atMs: number): number {
    const [, sign, ...parts] =
      /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(this.#format.format(atMs)) ?? [];
    const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
    const offsetMs = ((hours * 60 + minutes) * 60 + seconds) * 1_000;
    return sign === '-' ? -offsetMs : offsetMs;
  }
}
