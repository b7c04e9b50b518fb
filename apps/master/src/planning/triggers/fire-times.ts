import { InvalidError, type Trigger } from '@orrery/domain';
import { CronLine } from './cron-line.js';

/** What bounds the fires of a schedule. */
export interface FireBounds {
  readonly startAt: Date | null;
  readonly endAt: Date | null;
  /** What a fixed rate counts from. */
  readonly anchorAt: Date;
}

/** Answers when a trigger fires next. Pure but for a cache of parsed cron lines. */
export class FireTimes {
  readonly #lines = new Map<string, CronLine>();

  constructor(private readonly cacheSize = 10_000) {}

  /** @throws InvalidError naming the field when the trigger cannot work. */
  validate(trigger: Trigger): void {
    if (trigger.kind === 'cron') this.#cronLine(trigger.expression, trigger.timeZone);
    if (trigger.kind === 'once' && Number.isNaN(Date.parse(trigger.at))) {
      throw InvalidError.field('/trigger/at', 'must be an instant');
    }
  }

  /** The first fire strictly after `after` within the bounds; undefined when there is none. */
  next(trigger: Trigger, bounds: FireBounds, after: Date): Date | undefined {
    const from = bounds.startAt && bounds.startAt > after ? new Date(bounds.startAt.getTime() - 1) : after;
    const fire = this.#unbounded(trigger, bounds, from);
    return fire && bounds.endAt && fire > bounds.endAt ? undefined : fire;
  }

  #unbounded(trigger: Trigger, bounds: FireBounds, after: Date): Date | undefined {
    switch (trigger.kind) {
      case 'cron':
        return this.#cronLine(trigger.expression, trigger.timeZone).next(after);
      case 'fixedRate':
        return onGrid(bounds.startAt ?? bounds.anchorAt, trigger.everyMs, after);
      case 'fixedDelay':
        return new Date(Math.max(after.getTime() + 1, (bounds.startAt ?? bounds.anchorAt).getTime()));
      case 'once': {
        const at = new Date(trigger.at);
        return at > after ? at : undefined;
      }
    }
  }

  #cronLine(expression: string, timeZone: string): CronLine {
    const key = `${timeZone} ${expression}`;
    const known = this.#lines.get(key);
    if (known) return known;
    const line = new CronLine(expression, timeZone);
    if (this.#lines.size >= this.cacheSize) this.#lines.clear();
    this.#lines.set(key, line);
    return line;
  }
}

/** The first instant strictly after `after` on the grid that starts at `anchor`. */
function onGrid(anchor: Date, everyMs: number, after: Date): Date {
  const steps = Math.floor((after.getTime() - anchor.getTime()) / everyMs) + 1;
  return new Date(anchor.getTime() + Math.max(0, steps) * everyMs);
}
