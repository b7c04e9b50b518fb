/**
 * `time`: the planned time of a workflow run and its neighbours on the calendar of the workflow's zone. Plain JSON, so that
 * they can be kept with the run.
 */
export interface TimeVariables {
  /** IANA time zone of the workflow. */
  readonly zone: string;
  /** Instants, ISO 8601 in UTC. */
  readonly planned: string;
  /** Planned times before and after this one; null for a run without a schedule. */
  readonly previous: string | null;
  readonly next: string | null;
  readonly started: string;
  /** The planned time on the wall of the zone; weekdays as in ISO 8601, Monday is 1. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly weekday: number;
  /** Dates, yyyy-MM-dd, of the planned day and of days around it; ends are the last day of the period. */
  readonly date: string;
  readonly yesterday: string;
  readonly tomorrow: string;
  readonly weekStart: string;
  readonly monthStart: string;
  readonly monthEnd: string;
  readonly previousMonthStart: string;
  readonly previousMonthEnd: string;
  readonly quarterStart: string;
  readonly yearStart: string;
  /** The planned day as yyyyMMdd, its month as yyyyMM, and the planned time as HHmmss. */
  readonly compactDate: string;
  readonly compactMonth: string;
  readonly compactTime: string;
  /** The planned instant as milliseconds since 1970. */
  readonly unixMs: number;
}

/** Fields of `time`, for whoever reads expressions; `unknown` may be null. */
export const timeFields: Readonly<Record<keyof TimeVariables, 'string' | 'number' | 'instant' | 'unknown'>> =
  {
    zone: 'string',
    planned: 'instant',
    previous: 'unknown',
    next: 'unknown',
    started: 'instant',
    year: 'number',
    month: 'number',
    day: 'number',
    hour: 'number',
    minute: 'number',
    weekday: 'number',
    date: 'string',
    yesterday: 'string',
    tomorrow: 'string',
    weekStart: 'string',
    monthStart: 'string',
    monthEnd: 'string',
    previousMonthStart: 'string',
    previousMonthEnd: 'string',
    quarterStart: 'string',
    yearStart: 'string',
    compactDate: 'string',
    compactMonth: 'string',
    compactTime: 'string',
    unixMs: 'number',
  };
