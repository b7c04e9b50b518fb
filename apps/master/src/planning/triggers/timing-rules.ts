import { InvalidError, type DailyWindow, type DstPolicy, type Trigger } from '@orrery/domain';
import { isTimed, type FireBounds, type FireTimes } from './fire-times.js';

/** What a user says about time beside the trigger. */
export interface Timing {
  readonly jitterMs: number;
  readonly dailyWindow?: DailyWindow | null;
  readonly dst?: DstPolicy | null;
}

/** @throws InvalidError naming the field that cannot work. */
export function checkTiming(times: FireTimes, trigger: Trigger, timing: Timing): void {
  if (trigger.kind === 'cron') times.cronLine(trigger.expression, trigger.timeZone, timing.dst ?? null);
  if (trigger.kind === 'once' && Number.isNaN(Date.parse(trigger.at))) {
    throw InvalidError.field('/trigger/at', 'must be an instant');
  }
  if (timing.dailyWindow) times.hours(timing.dailyWindow);
  if (timing.dst && trigger.kind !== 'cron') {
    throw InvalidError.field('/dst', `a ${trigger.kind} trigger goes by no wall clock: only cron does`);
  }
  if (timing.jitterMs > 0 && !isTimed(trigger)) {
    throw InvalidError.field(
      '/jitterMs',
      `a ${trigger.kind} trigger starts at once; jitter is for times of the clock`,
    );
  }
}

/** @throws InvalidError when nothing is left to fire after the instant, naming the field that is to blame. */
export function mustFire(times: FireTimes, trigger: Trigger, bounds: FireBounds, after: Date): void {
  if (!isTimed(trigger) || times.next(trigger, bounds, after)) return;
  const anyHour = { ...bounds, dailyWindow: null };
  if (!times.next(trigger, { ...anyHour, startAt: null, endAt: null }, after)) {
    const field = trigger.kind === 'once' ? '/trigger/at' : '/trigger/expression';
    throw InvalidError.field(field, `has no time after ${after.toISOString()}, so it would never fire`);
  }
  if (times.next(trigger, anyHour, after)) {
    throw InvalidError.field('/dailyWindow', 'none of the times lies in these hours, so it would never fire');
  }
  throw InvalidError.field(
    '/endAt',
    'no time lies between startAt, or now, and endAt, so it would never fire',
  );
}
