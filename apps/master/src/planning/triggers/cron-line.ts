import { InvalidError } from '@orrery/domain';
import { CronExpressionParser, type CronExpression } from 'cron-parser';
import { IANAZone } from 'luxon';

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

/** A parsed cron expression in its time zone: five fields, six with seconds first, or a macro. */
export class CronLine {
  readonly #expression: CronExpression;

  /**
   * @throws InvalidError naming `/trigger/expression` or `/trigger/timeZone`, also for an expression that never fires
   * (`0 0 30 2 *`).
   */
  constructor(expression: string, timeZone: string) {
    if (!IANAZone.isValidZone(timeZone)) {
      throw InvalidError.field('/trigger/timeZone', `"${timeZone}" is no IANA time zone`);
    }
    const line = expression.trim();
    const fields = line.split(/\s+/).length;
    if (line.startsWith('@') ? !macros.has(line) : fields !== 5 && fields !== 6) {
      throw InvalidError.field(
        '/trigger/expression',
        `must be five fields, six with seconds first, or one of ${[...macros].join(', ')} (got "${expression}")`,
      );
    }
    try {
      this.#expression = CronExpressionParser.parse(line, { tz: timeZone, currentDate: new Date(0) });
      this.#expression.next();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw InvalidError.field(
        '/trigger/expression',
        `"${expression}" is no time that ever comes: ${reason}`,
      );
    }
  }

  /** The first fire strictly after the instant; undefined when there is none. */
  next(after: Date): Date | undefined {
    this.#expression.reset(after);
    return this.#expression.hasNext() ? this.#expression.next().toDate() : undefined;
  }
}
