import type { ScheduleEvent } from '@orrery/contracts';
import type { FactsOf } from '../templates/letter-fields.js';
import type { Incident } from './incident.js';
import { shortened } from './shortened.js';

/** A schedule does not do what it was made for. */
export function scheduleIncident(event: ScheduleEvent): Incident {
  const { id, at, project, scheduleId, scheduleName, reason } = event;
  const title = `${project}/${scheduleName} ${troubleOf(event)}`;
  const exhausted = event.kind === 'exhausted';
  return {
    id,
    at,
    kind: exhausted ? 'schedule_exhausted' : 'schedule_missed',
    project,
    subject: { kind: 'schedule', id: scheduleId, name: scheduleName },
    runId: null,
    title,
    summary: shortened(`Schedule ${title}${spanOf(event)}: ${reason}`),
    facts: exhausted ? endFacts(event) : missFacts(event),
    source: { message: 'schedule.event', event },
  };
}

function troubleOf({ kind, count }: ScheduleEvent): string {
  switch (kind) {
    case 'missed':
      return count === 1 ? 'missed a planned time' : `missed ${count} planned times`;
    case 'overdue':
      return 'is overdue';
    case 'exhausted':
      return 'has come to its end';
  }
}

function spanOf({ fromAt, toAt }: ScheduleEvent): string {
  if (fromAt === null) return '';
  return toAt === null || toAt === fromAt ? ` (${fromAt})` : ` (${fromAt} to ${toAt})`;
}

function endFacts({
  scheduleName,
  scheduleId,
  taskId,
  reason,
}: ScheduleEvent): FactsOf<'schedule_exhausted'> {
  return { schedule: scheduleName, scheduleId, taskId, reason };
}

function missFacts(event: ScheduleEvent): FactsOf<'schedule_missed'> {
  const { kind, count, fromAt, toAt } = event;
  return {
    ...endFacts(event),
    state: kind,
    missed: String(count),
    fromAt: fromAt ?? '',
    toAt: toAt ?? '',
  };
}
