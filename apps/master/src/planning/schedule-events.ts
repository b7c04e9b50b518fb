import type { ScheduleEvent } from '@orrery/contracts';
import { newId } from '@orrery/runtime';
import type { OutboxEvent } from '../persistence/stores/outbox.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import type { SchedulePlan } from './plan-schedule.js';

type Told = Pick<ScheduleEvent, 'kind' | 'count' | 'fromAt' | 'toAt' | 'reason'>;

/** What people should hear of a step of planning: one event for all planned times it dropped, one for the end. */
export function eventsOf({ schedule, dropped, advance }: SchedulePlan, now: Date): OutboxEvent[] {
  const [first] = dropped;
  const last = dropped.at(-1);
  const events: OutboxEvent[] = [];
  if (first && last) {
    const reason = last.reason ?? '';
    const span = { fromAt: first.plannedAt.toISOString(), toAt: last.plannedAt.toISOString() };
    events.push(scheduleEvent(schedule, { kind: 'missed', count: dropped.length, ...span, reason }, now));
  }
  if (advance.state === 'exhausted') events.push(exhausted(schedule, now));
  return events;
}

export function exhausted(schedule: Schedule, now: Date): OutboxEvent {
  const reason = 'none of its times lies in the future: it will not fire again';
  return scheduleEvent(schedule, { kind: 'exhausted', count: 0, fromAt: null, toAt: null, reason }, now);
}

export function overdue(schedule: Schedule, now: Date): OutboxEvent {
  const fromAt = schedule.nextFireAt?.toISOString() ?? null;
  const reason = 'its planned time has come and no master plans it';
  return scheduleEvent(schedule, { kind: 'overdue', count: 1, fromAt, toAt: fromAt, reason }, now);
}

function scheduleEvent(schedule: Schedule, told: Told, now: Date): OutboxEvent {
  const payload: ScheduleEvent = {
    v: 1,
    id: newId(),
    at: now.toISOString(),
    scheduleId: schedule.id,
    scheduleName: schedule.name,
    project: schedule.project,
    taskId: schedule.taskId,
    ...told,
  };
  return { message: 'schedule.event', routingKey: `schedule.${told.kind}`, payload };
}
