import type { Alarm } from '../alarms/alarm.js';
import { endingOf } from '../intake/summary.js';
import type { AlarmRuleDefinition } from '../rules/alarm-rule.js';
import type { LetterContext } from '../templates/letter-fields.js';
import { durationText } from './duration-text.js';
import type { Notification } from './notification.js';

/** Everything a letter tells, as texts for the templates. */
export function letterContext(
  { content, failures }: Notification,
  alarm: Alarm,
  rule: Pick<AlarmRuleDefinition, 'name' | 'level'>,
  publicUrl: string,
): Omit<LetterContext, 'logNote' | 'templateNote'> {
  const { event, otherRunIds } = content;
  const api = `${publicUrl.replace(/\/+$/, '')}/api/v1`;
  return {
    level: rule.level,
    project: event.project,
    task: event.taskName,
    taskId: event.taskId,
    rule: rule.name,
    ending: endingOf(event.state),
    state: event.state,
    runId: event.runId,
    attempt: String(event.attempt),
    scheduleId: event.scheduleId ?? '',
    plannedAt: event.plannedAt ?? '',
    startedAt: event.startedAt ?? '',
    finishedAt: event.finishedAt ?? '',
    duration: durationText(event.startedAt, event.finishedAt),
    worker: event.workerId ?? '',
    exitCode: event.exitCode === null ? '' : String(event.exitCode),
    error: event.failure?.message ?? '',
    errorKind: event.failure?.kind ?? '',
    failures: failures > 1 ? String(failures) : '',
    otherRuns: otherRunIds.join(', '),
    count: String(alarm.count),
    firedAt: alarm.firedAt.toISOString(),
    alarmId: alarm.id,
    fingerprint: alarm.fingerprint,
    runUrl: `${api}/runs/${event.runId}`,
    logUrl: `${api}/runs/${event.runId}/logs`,
    alarmUrl: `${api}/alarms/${alarm.id}`,
  };
}
