import type { TimeVariables } from '@orrery/domain';
import type { DateTime } from 'luxon';
import { Calendar } from './calendar.js';

/** What the time variables of a workflow run are made from. */
export interface PlannedTimes {
  /** The time it stands for: when it was due or, without a schedule, when it was asked for. */
  readonly plannedAt: Date;
  readonly previousAt: Date | null;
  readonly nextAt: Date | null;
  readonly startedAt: Date;
  /** IANA time zone of the workflow. */
  readonly timeZone: string;
}

/** The variables of `time`: they depend on nothing but their arguments, so that a rerun sees what the first run saw. */
export function timeVariables(times: PlannedTimes): TimeVariables {
  const planned = new Calendar(times.timeZone).at(times.plannedAt);
  return {
    zone: times.timeZone,
    planned: times.plannedAt.toISOString(),
    previous: times.previousAt?.toISOString() ?? null,
    next: times.nextAt?.toISOString() ?? null,
    started: times.startedAt.toISOString(),
    year: planned.year,
    month: planned.month,
    day: planned.day,
    hour: planned.hour,
    minute: planned.minute,
    weekday: planned.weekday,
    ...datesAround(planned),
    compactDate: planned.toFormat('yyyyMMdd'),
    compactMonth: planned.toFormat('yyyyMM'),
    compactTime: planned.toFormat('HHmmss'),
    unixMs: times.plannedAt.getTime(),
  };
}

function datesAround(planned: DateTime) {
  const month = planned.startOf('month');
  const previousMonth = month.minus({ months: 1 });
  return {
    date: dateOf(planned),
    yesterday: dateOf(planned.minus({ days: 1 })),
    tomorrow: dateOf(planned.plus({ days: 1 })),
    weekStart: dateOf(planned.startOf('week')),
    monthStart: dateOf(month),
    monthEnd: dateOf(month.endOf('month')),
    previousMonthStart: dateOf(previousMonth),
    previousMonthEnd: dateOf(previousMonth.endOf('month')),
    quarterStart: dateOf(planned.startOf('quarter')),
    yearStart: dateOf(planned.startOf('year')),
  };
}

function dateOf(time: DateTime): string {
  return time.toFormat('yyyy-MM-dd');
}
