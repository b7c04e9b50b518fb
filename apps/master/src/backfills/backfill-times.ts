import type { BackfillOrder } from '@orrery/domain';
import type { BackfillTiming } from '../persistence/stores/backfill-row.js';
import type { FireTimes } from '../planning/triggers/fire-times.js';
import { lastUpTo, type NominalTimes } from '../planning/triggers/nominal-times.js';

/** Which planned times are wanted, and in which order. */
export interface TimesWanted {
  readonly timing: BackfillTiming;
  /** Included. */
  readonly from: Date;
  /** Included. */
  readonly to: Date;
  readonly order: BackfillOrder;
}

/** Some planned times in their order, and the first that is not among them; undefined: there is none. */
export interface TimesBatch {
  readonly times: readonly Date[];
  readonly next: Date | undefined;
}

/** The planned times of a range as planning would have them, one after another. Pure but for the caches of `FireTimes`. */
export class BackfillTimes {
  readonly #after: NominalTimes;

  constructor(
    times: FireTimes,
    private readonly wanted: TimesWanted,
  ) {
    this.#after = timesOf(times, wanted.timing, wanted.from);
  }

  first(): Date | undefined {
    const { from, to, order } = this.wanted;
    return order === 'forward' ? this.#upFrom(from.getTime()) : this.#downFrom(to.getTime());
  }

  /** Those from the planned time on, at most so many. */
  batch(from: Date, most: number): TimesBatch {
    const times: Date[] = [];
    let next: Date | undefined = from;
    while (next && times.length < most) {
      times.push(next);
      next = this.#following(next);
    }
    return { times, next };
  }

  #following(at: Date): Date | undefined {
    return this.wanted.order === 'forward'
      ? this.#upFrom(at.getTime() + 1)
      : this.#downFrom(at.getTime() - 1);
  }

  #upFrom(ms: number): Date | undefined {
    const next = this.#after(new Date(ms - 1));
    return next && next <= this.wanted.to ? next : undefined;
  }

  #downFrom(ms: number): Date | undefined {
    return lastUpTo(this.#after, this.wanted.from.getTime(), ms);
  }
}

/** The planned times of a timing from an instant on, without a start or an end: the grid of a fixed rate goes back as far as that. */
export function timesOf(times: FireTimes, timing: BackfillTiming, from: Date): NominalTimes {
  const { trigger, project, name, jitterMs, dailyWindow, dst } = timing;
  const anchorAt = new Date(trigger.kind === 'fixedRate' ? anchorBefore(timing, from, trigger.everyMs) : 0);
  const bounds = { project, name, startAt: null, endAt: null, anchorAt, jitterMs, dailyWindow, dst };
  return (after) => times.next(trigger, bounds, after);
}

/** A time of the grid that no fire of the range comes before, however long it is put off. */
function anchorBefore({ anchorMs, jitterMs }: BackfillTiming, from: Date, everyMs: number): number {
  const reachMs = from.getTime() - jitterMs - everyMs;
  return anchorMs - Math.max(0, Math.ceil((anchorMs - reachMs) / everyMs)) * everyMs;
}
