import { InvalidError } from '@orrery/domain';
import { CronExpressionParser, type CronExpression } from 'cron-parser';
import { IANAZone } from 'luxon';
import { ZoneTransitions, type Transition } from './zone-transitions.js';

const macros = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@hourly',
  '@minutely',
  '@secondly',
]);
const hoursOfDay = 24;

/**
 * A cron expression in its time zone: five fields, six with seconds first, or a macro.
 *
 * cron-parser answers for wall-clock times (as if in UTC); the mapping to instants is done here, because a clock change
 * needs a decision that no expression states. Expressions that name hours keep their count: a time that the clock skips
 * fires once, when the gap ends, and one that it repeats fires the first time only. Expressions for every hour follow
 * real time: nothing for hours that do not exist, and again in the hour that comes twice (the rule of Vixie cron).
 */
export class CronLine {
  readonly #wall: CronExpression;
  readonly #zone: ZoneTransitions;
  readonly #everyHour: boolean;

  /**
   * @throws InvalidError naming `/trigger/expression` or `/trigger/timeZone`, also for an expression that never fires
   * (`0 0 30 2 *`).
   */
  constructor(expression: string, timeZone: string) {
    if (!IANAZone.isValidZone(timeZone)) {
      throw InvalidError.field('/trigger/timeZone', `"${timeZone}" is no IANA time zone`);
    }
    this.#zone = ZoneTransitions.of(timeZone);
    this.#wall = parse(expression);
    this.#everyHour = new Set(this.#wall.fields.hour.values).size === hoursOfDay;
  }

  /** The first fire strictly after the instant; undefined when there is none. */
  next(after: Date): Date | undefined {
    let fromMs = after.getTime();
    let wallFromMs = this.#wallFrom(fromMs);
    let offsetMs = this.#zone.offsetMs(fromMs);
    for (;;) {
      const wallMs = this.#nextWall(wallFromMs);
      if (wallMs === undefined) return undefined;
      const change = this.#zone.firstWithin(fromMs, wallMs - offsetMs);
      if (!change) return new Date(wallMs - offsetMs);
      if (!this.#everyHour && this.#firesInGap(change)) return new Date(change.atMs);
      fromMs = change.atMs;
      wallFromMs = this.#wallAfter(change);
      offsetMs = change.offsetAfterMs;
    }
  }

  /** Wall time after which to look from an instant: a repeated hour that was served already is passed over. */
  #wallFrom(fromMs: number): number {
    const wallMs = fromMs + this.#zone.offsetMs(fromMs);
    const last = this.#everyHour ? undefined : this.#zone.lastBefore(fromMs);
    return last ? Math.max(wallMs, last.atMs + last.offsetBeforeMs - 1) : wallMs;
  }

  /** Wall time after which to look once the clock was changed. */
  #wallAfter({ atMs, offsetBeforeMs, offsetAfterMs }: Transition): number {
    return atMs + (this.#everyHour ? offsetAfterMs : Math.max(offsetBeforeMs, offsetAfterMs)) - 1;
  }

  #firesInGap({ atMs, offsetBeforeMs, offsetAfterMs }: Transition): boolean {
    const skipped = this.#nextWall(atMs + offsetBeforeMs - 1);
    return skipped !== undefined && skipped < atMs + offsetAfterMs;
  }

  #nextWall(afterMs: number): number | undefined {
    this.#wall.reset(new Date(afterMs));
    return this.#wall.hasNext() ? this.#wall.next().getTime() : undefined;
  }
}

function parse(expression: string): CronExpression {
  const line = expression.trim();
  const fields = line.split(/\s+/).length;
  if (line.startsWith('@') ? !macros.has(line) : fields !== 5 && fields !== 6) {
    throw InvalidError.field(
      '/trigger/expression',
      `must be five fields, six with seconds first, or one of ${[...macros].join(', ')} (got "${expression}")`,
    );
  }
  if (/(^|[\s,])H/.test(line)) {
    throw InvalidError.field('/trigger/expression', '"H" (a time chosen by chance) is not spoken here');
  }
  try {
    const parsed = CronExpressionParser.parse(line, { tz: 'UTC', currentDate: new Date(0) });
    parsed.next();
    return parsed;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw InvalidError.field('/trigger/expression', `"${expression}" is no time that ever comes: ${reason}`);
  }
}
