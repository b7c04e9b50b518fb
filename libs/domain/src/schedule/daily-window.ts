/** The hours of a day in which a schedule may fire, by the wall clock of a time zone. */
export interface DailyWindow {
  /** `HH:MM`, included. */
  readonly from: string;
  /** `HH:MM`, not included; before `from`, the window goes over midnight. */
  readonly to: string;
  /** IANA time zone. */
  readonly timeZone: string;
}

/** Milliseconds from midnight to `HH:MM`. */
export function timeOfDayMs(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return (hours! * 60 + minutes!) * 60_000;
}

/** Whether a time of day, in milliseconds from midnight, lies in the window. */
export function isInWindow(timeMs: number, fromMs: number, toMs: number): boolean {
  return fromMs < toMs ? timeMs >= fromMs && timeMs < toMs : timeMs >= fromMs || timeMs < toMs;
}
