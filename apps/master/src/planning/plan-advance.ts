import type { ScheduleAdvance } from '../persistence/stores/due-schedule.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import type { PlannedTimes } from './planned-times.js';
import type { FireTimes } from './triggers/fire-times.js';

/** How far a schedule has come once its planned times are judged. The next fire follows the last *planned* one. */
export function planAdvance(
  schedule: Schedule,
  times: FireTimes,
  planned: PlannedTimes,
  /** Its newest run of this step; null: none. */
  runId: string | null,
  now: Date,
): ScheduleAdvance {
  const base = { id: schedule.id, lastPlannedAt: planned.times.at(-1) ?? schedule.lastPlannedAt };
  if (schedule.trigger.kind !== 'fixedDelay')
    return { ...base, ...upcoming(planned.next), awaitedRunId: null };
  if (runId !== null) return { ...base, state: 'active', nextFireAt: null, awaitedRunId: runId };
  return { ...base, ...upcoming(afterDelay(schedule, times, base.lastPlannedAt, now)), awaitedRunId: null };
}

/** No run to wait for: the delay counts from the planned time, or from now when that is over, lest it lag for ever. */
function afterDelay(
  schedule: Schedule,
  times: FireTimes,
  plannedAt: Date | null,
  now: Date,
): Date | undefined {
  if (schedule.trigger.kind !== 'fixedDelay') return undefined;
  const fromMs = Math.max(plannedAt?.getTime() ?? 0, now.getTime());
  return times.delayed(schedule, new Date(fromMs + schedule.trigger.everyMs));
}

function upcoming(next: Date | undefined): Pick<ScheduleAdvance, 'state' | 'nextFireAt'> {
  return { state: next ? 'active' : 'exhausted', nextFireAt: next ?? null };
}
