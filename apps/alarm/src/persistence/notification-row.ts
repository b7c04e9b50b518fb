import type { NotificationState } from '@orrery/contracts';
import type { AlarmingEvent, AlarmingMessage } from '../incidents/incident.js';
import { storedIncident } from './stored-incident.js';
import type {
  NewNotification,
  Notification,
  NotificationContent,
  NotificationReason,
} from '../notifying/notification.js';

/** A row of `notification` as a session reads it. */
export interface NotificationRow {
  readonly id: string;
  readonly alarm_id: string;
  readonly channel: 'email';
  readonly receiver: string;
  readonly reason: NotificationReason;
  readonly sequence: number;
  readonly failures: number;
  readonly rule_id: string;
  readonly rule_version: number;
  readonly content: string;
  readonly state: NotificationState;
  readonly attempts: number;
  readonly next_try_at: Date | null;
  readonly last_try_at: Date | null;
  readonly give_up_at: Date;
  readonly sent_at: Date | null;
  readonly last_error: string | null;
  readonly note: string | null;
  readonly created_at: Date;
}

/** What stands in `content`: the event itself, from which its incident is read again. */
interface StoredContent {
  /** Absent in rows of older versions, which knew of runs only. */
  readonly message?: AlarmingMessage;
  readonly event: AlarmingEvent;
  readonly otherRunIds: readonly string[];
}

export function contentRow({ incident, otherRunIds }: NotificationContent): StoredContent {
  return { ...incident.source, otherRunIds };
}

function contentOf({ message = 'run.event', event, otherRunIds }: StoredContent): NotificationContent {
  return { incident: storedIncident(message, event), otherRunIds };
}

export function notificationOf(row: NotificationRow): Notification {
  return {
    id: row.id,
    alarmId: row.alarm_id,
    channel: row.channel,
    receiver: row.receiver,
    reason: row.reason,
    sequence: row.sequence,
    failures: row.failures,
    ruleId: row.rule_id,
    ruleVersion: row.rule_version,
    content: contentOf(JSON.parse(row.content) as StoredContent),
    state: row.state,
    attempts: row.attempts,
    nextTryAt: row.next_try_at,
    lastTryAt: row.last_try_at,
    giveUpAt: row.give_up_at,
    sentAt: row.sent_at,
    lastError: row.last_error,
    note: row.note,
    createdAt: row.created_at,
  };
}

export function newNotificationRow(notification: NewNotification): Record<string, unknown> {
  return {
    id: notification.id,
    alarm_id: notification.alarmId,
    channel: notification.channel,
    receiver: notification.receiver,
    reason: notification.reason,
    sequence: notification.sequence,
    failures: notification.failures,
    rule_id: notification.ruleId,
    rule_version: notification.ruleVersion,
    content: contentRow(notification.content),
    state: 'pending',
    attempts: 0,
    next_try_at: notification.nextTryAt,
    give_up_at: notification.giveUpAt,
    created_at: notification.createdAt,
  };
}
