import type { NotificationState } from '@orrery/contracts';
import type { Incident } from '../incidents/incident.js';

/** Why somebody is notified; part of what makes a notification one of a kind. */
export type NotificationReason = 'first_failure' | 'further_failures';

/** What a notification tells: a copy, so that later changes of the alarm do not rewrite it. */
export interface NotificationContent {
  /** The newest incident it tells of. */
  readonly incident: Incident;
  /** Runs of the other incidents collapsed into it, oldest first; at most 100 are named. */
  readonly otherRunIds: readonly string[];
}

/** One message to one receiver: a row of the outbox. */
export interface Notification {
  readonly id: string;
  readonly alarmId: string;
  readonly channel: 'email';
  readonly receiver: string;
  readonly reason: NotificationReason;
  /** From 1, per alarm and receiver. */
  readonly sequence: number;
  /** Incidents collapsed into it. */
  readonly failures: number;
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly content: NotificationContent;
  readonly state: NotificationState;
  /** Tries begun. */
  readonly attempts: number;
  /** While pending: not before it. While sending: the end of the sender's lease. Null once it is sent or failed. */
  readonly nextTryAt: Date | null;
  readonly lastTryAt: Date | null;
  /** When trying ends. */
  readonly giveUpAt: Date;
  readonly sentAt: Date | null;
  readonly lastError: string | null;
  /** Where it went, or what the other side answered. */
  readonly note: string | null;
  readonly createdAt: Date;
}

export type NewNotification = Pick<
  Notification,
  | 'id'
  | 'alarmId'
  | 'channel'
  | 'receiver'
  | 'reason'
  | 'sequence'
  | 'failures'
  | 'ruleId'
  | 'ruleVersion'
  | 'content'
  | 'giveUpAt'
  | 'createdAt'
> & { readonly nextTryAt: Date };
