import type { Alarm } from '../alarms/alarm.js';
import type { Incident } from '../incidents/incident.js';
import type { AlarmRuleDefinition } from '../rules/alarm-rule.js';
import type { EveryLetter, LetterContext, RunLetter } from '../templates/letter-fields.js';
import type { Notification } from './notification.js';

export interface LetterParts {
  readonly alarm: Alarm;
  readonly rule: Pick<AlarmRuleDefinition, 'name' | 'level'>;
  readonly publicUrl: string;
  /** What is attached of the run's log; for letters of no run it does not count. */
  readonly logNote: string;
}

/** Everything a letter tells, as texts for the templates. */
export function letterContext(notification: Notification, parts: LetterParts): LetterContext {
  const { incident, otherRunIds } = notification.content;
  const api = `${parts.publicUrl.replace(/\/+$/, '')}/api/v1`;
  const every = everyLetter(notification, parts, api);
  const { runId } = incident;
  if (runId === null) return { ...incident.facts, ...every };
  const runUrl = `${api}/runs/${runId}`;
  const run: RunLetter = {
    otherRuns: otherRunIds.join(', '),
    runUrl,
    logUrl: `${runUrl}/logs`,
    logNote: parts.logNote,
  };
  return { ...incident.facts, ...every, ...run };
}

function everyLetter(
  { content: { incident }, failures }: Notification,
  { alarm, rule }: LetterParts,
  api: string,
): EveryLetter {
  return {
    level: rule.level,
    project: alarm.project,
    rule: rule.name,
    title: incident.title,
    summary: incident.summary,
    happenedAt: incident.at,
    failures: failures > 1 ? String(failures) : '',
    count: String(alarm.count),
    firedAt: alarm.firedAt.toISOString(),
    alarmId: alarm.id,
    fingerprint: alarm.fingerprint,
    subjectUrl: `${api}/${pathOf(incident.subject)}`,
    alarmUrl: `${api}/alarms/${alarm.id}`,
    templateNote: '',
  };
}

function pathOf({ kind, id }: Incident['subject']): string {
  switch (kind) {
    case 'task':
      return `tasks/${id}`;
    case 'schedule':
      return `schedules/${id}`;
    case 'worker':
      return `workers/${encodeURIComponent(id)}`;
    case 'cluster':
      return 'masters';
    case 'check':
      return 'cluster/consistency';
  }
}
