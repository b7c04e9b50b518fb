import { InvalidError, type DstPolicy } from '@orrery/domain';
import { parseCron } from './cron/cron-expression.js';
import { cronRefusal } from './cron/cron-refusal.js';
import { firstYear, lastYear } from './cron/cron-years.js';
import { WallTimes } from './cron/wall-times.js';
import { ZoneTransitions, type Period, type Transition } from './zone-transitions.js';

const hoursOfDay = 24;
const dayMs = 86_400_000;
/** Names hours: each of its times counts once. */
const countsTimes: DstPolicy = { gap: 'fireOnce', overlap: 'first' };
/** Fires in every hour: real time goes on. */
const keepsRhythm: DstPolicy = { gap: 'skip', overlap: 'both' };

/**
 * A cron expression in its time zone.
 *
 * `WallTimes` answers in wall-clock time; the mapping to instants is done here, period by period between two clock
 * changes, because a clock change needs a decision that no expression states: the DST policy. Without one, expressions
 * that name hours keep their count, and those for every hour follow real time (the rule of Vixie cron).
 */
export class CronLine {
  readonly zone: ZoneTransitions;
  readonly dst: DstPolicy;
  readonly wall: WallTimes;

  /**
   * @throws InvalidError naming `/trigger/expression` or `/trigger/timeZone`, also for an expression that never fires
   * (`0 0 30 2 *`).
   */
  constructor(expression: string, timeZone: string, dst: DstPolicy | null = null) {
    if (!ZoneTransitions.exists(timeZone)) {
      throw InvalidError.field('/trigger/timeZone', `"${timeZone}" is no IANA time zone`);
    }
    const cron = parseCron(expression);
    this.zone = ZoneTransitions.of(timeZone);
    this.wall = new WallTimes(cron);
    this.dst = dst ?? (cron.hours.length === hoursOfDay ? keepsRhythm : countsTimes);
    if (this.wall.next(0) === undefined) {
      throw cronRefusal(`"${expression}" is no time that ever comes between ${firstYear} and ${lastYear}`);
    }
  }

  /** The first fire strictly after the instant; undefined when there is none. */
  next(after: Date): Date | undefined {
    const endMs = this.wall.endMs + 2 * dayMs;
    for (let sinceMs = after.getTime() + 1; sinceMs < endMs;) {
      const period = this.zone.periodAt(sinceMs);
      const regular = this.#regular(period, sinceMs);
      const moved = this.#moved(period, sinceMs);
      const atMs = Math.min(regular ?? Infinity, moved ?? Infinity);
      if (atMs < period.untilMs) return new Date(atMs);
      sinceMs = period.untilMs;
    }
    return undefined;
  }

  /** The first instant from `sinceMs` on whose wall-clock time matches and counts. */
  #regular({ offsetMs, opening, closing }: Period, sinceMs: number): number | undefined {
    const repeated = this.dst.overlap === 'first' && opening && !isGap(opening);
    const fromWallMs = sinceMs + offsetMs;
    const wallMs = this.wall.next(repeated ? Math.max(fromWallMs, wallBefore(opening)) : fromWallMs);
    if (wallMs === undefined) return undefined;
    const comesAgain = closing && !isGap(closing) && wallMs >= wallAfter(closing);
    return comesAgain && this.dst.overlap === 'second' ? undefined : wallMs - offsetMs;
  }

  /** The first instant from `sinceMs` on that stands for a time which the gap before the period left out. */
  #moved({ opening }: Period, sinceMs: number): number | undefined {
    if (!opening || !isGap(opening) || this.dst.gap === 'skip') return undefined;
    const shifts = this.dst.gap === 'shift';
    const { atMs, offsetBeforeMs, offsetAfterMs } = opening;
    if (sinceMs > (shifts ? atMs + offsetAfterMs - offsetBeforeMs : atMs)) return undefined;
    const wallMs = this.wall.next(Math.max(sinceMs, atMs) + offsetBeforeMs);
    if (wallMs === undefined || wallMs >= wallAfter(opening)) return undefined;
    return shifts ? wallMs - offsetBeforeMs : atMs;
  }
}

/** Whether wall-clock times are left out; otherwise some come twice. */
export function isGap({ offsetBeforeMs, offsetAfterMs }: Transition): boolean {
  return offsetAfterMs > offsetBeforeMs;
}

/** What the old clock would say at the change. */
export function wallBefore({ atMs, offsetBeforeMs }: Transition): number {
  return atMs + offsetBeforeMs;
}

/** What the new clock says at the change. */
export function wallAfter({ atMs, offsetAfterMs }: Transition): number {
  return atMs + offsetAfterMs;
}
