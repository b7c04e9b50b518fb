import type { AlarmDto, NotificationDto } from '@orrery/contracts';
import type { Notification } from '../notifying/notification.js';
import type { Alarm } from './alarm.js';

export function alarmDto(alarm: Alarm, notifications: readonly Notification[]): AlarmDto {
  return {
    id: alarm.id,
    project: alarm.project,
    ruleId: alarm.ruleId,
    ruleName: alarm.ruleName,
    level: alarm.level,
    state: alarm.state,
    fingerprint: alarm.fingerprint,
    summary: alarm.summary,
    count: alarm.count,
    runId: alarm.runId,
    details: { ...alarm.details },
    firedAt: alarm.firedAt.toISOString(),
    lastEventAt: alarm.lastEventAt.toISOString(),
    acknowledgedAt: isoOf(alarm.acknowledgedAt),
    acknowledgedBy: alarm.acknowledgedBy,
    resolvedAt: isoOf(alarm.resolvedAt),
    notifications: notifications.map(notificationDto),
  };
}

function notificationDto(notification: Notification): NotificationDto {
  const { id, channel, receiver, failures, state, attempts, lastError, note } = notification;
  const nextTryAt = state === 'pending' ? isoOf(notification.nextTryAt) : null;
  const sentAt = isoOf(notification.sentAt);
  return { id, channel, receiver, failures, state, attempts, lastError, note, nextTryAt, sentAt };
}

function isoOf(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
