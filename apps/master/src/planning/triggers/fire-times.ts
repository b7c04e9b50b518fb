import { type DailyWindow, type DstPolicy, type Trigger } from '@orrery/domain';
import { CronLine } from './cron-line.js';
import { DailyHours } from './daily-hours.js';
import { nextJittered } from './jittered-times.js';
import { bounded, inHours, onGrid, single, type NominalTimes } from './nominal-times.js';
import { ParsedCache } from './parsed-cache.js';

/** What bounds and moves the fires of a schedule. */
export interface FireBounds {
  /** With the name, what jitter depends on. */
  readonly project: string;
  readonly name: string;
  readonly startAt: Date | null;
  readonly endAt: Date | null;
  /** What a fixed rate counts from. */
  readonly anchorAt: Date;
  readonly jitterMs: number;
  readonly dailyWindow: DailyWindow | null;
  readonly dst: DstPolicy | null;
}

/** A trigger that the clock fires; the others wait for something to happen. */
export type TimedTrigger = Exclude<Trigger, { kind: 'event' | 'dependency' }>;

export function isTimed(trigger: Trigger): trigger is TimedTrigger {
  return trigger.kind !== 'event' && trigger.kind !== 'dependency';
}

/** Answers when a trigger fires next. Pure but for caches of parsed cron lines and windows. */
export class FireTimes {
  readonly #lines: ParsedCache<CronLine>;
  readonly #hours: ParsedCache<DailyHours>;

  constructor(cacheSize = 10_000) {
    this.#lines = new ParsedCache(cacheSize);
    this.#hours = new ParsedCache(cacheSize);
  }

  /** The first fire strictly after `after` within the bounds; undefined when there is none. */
  next(trigger: Trigger, bounds: FireBounds, after: Date): Date | undefined {
    if (!isTimed(trigger)) return undefined;
    if (trigger.kind === 'fixedDelay') return this.delayed(bounds, new Date(after.getTime() + 1));
    return this.#planned(this.nominal(trigger, bounds), bounds, after);
  }

  /** When a fixed delay fires that is over at `at`: within its hours, and put off like other fires. */
  delayed(bounds: FireBounds, at: Date): Date | undefined {
    const fromMs = Math.max(at.getTime(), (bounds.startAt ?? bounds.anchorAt).getTime());
    const openMs = bounds.dailyWindow ? this.hours(bounds.dailyWindow).opening(fromMs) : fromMs;
    return this.#planned(bounded(single(openMs), bounds), bounds, new Date(openMs - 1));
  }

  /** The times of a trigger within the bounds, before jitter. A fixed delay is shown as if runs took no time. */
  nominal(trigger: TimedTrigger, bounds: FireBounds): NominalTimes {
    const times = bounded(this.#unbounded(trigger, bounds), bounds);
    return bounds.dailyWindow ? inHours(times, this.hours(bounds.dailyWindow)) : times;
  }

  /** @throws InvalidError naming the field of the trigger. */
  cronLine(expression: string, timeZone: string, dst: DstPolicy | null): CronLine {
    const key = [timeZone, expression, dst?.gap, dst?.overlap].join(' ');
    return this.#lines.get(key, () => new CronLine(expression, timeZone, dst));
  }

  /** @throws InvalidError naming the field of the window. */
  hours(window: DailyWindow): DailyHours {
    return this.#hours.get(`${window.from} ${window.to} ${window.timeZone}`, () => new DailyHours(window));
  }

  #unbounded(trigger: TimedTrigger, bounds: FireBounds): NominalTimes {
    switch (trigger.kind) {
      case 'cron': {
        const line = this.cronLine(trigger.expression, trigger.timeZone, bounds.dst);
        return (after) => line.next(after);
      }
      case 'fixedRate':
      case 'fixedDelay':
        return onGrid((bounds.startAt ?? bounds.anchorAt).getTime(), trigger.everyMs);
      case 'once':
        return single(Date.parse(trigger.at));
    }
  }

  #planned(nominal: NominalTimes, bounds: FireBounds, after: Date): Date | undefined {
    if (bounds.jitterMs === 0) return nominal(after);
    const hours = bounds.dailyWindow && this.hours(bounds.dailyWindow);
    const endMs = bounds.endAt ? bounds.endAt.getTime() + 1 : Infinity;
    const limitMs = (atMs: number) => Math.min(endMs, hours ? hours.closing(atMs) : Infinity);
    const seed = `${bounds.project}/${bounds.name}`;
    return nextJittered(nominal, { seed, jitterMs: bounds.jitterMs, limitMs }, after);
  }
}
