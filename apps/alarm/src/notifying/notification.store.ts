import type { NewNotification, Notification, NotificationContent } from './notification.js';

/** A pending notification takes one more incident in. */
export interface JoinedIncident {
  readonly content: NotificationContent;
  readonly giveUpAt: Date;
}

/** The outbox of notifications. Every change of state is one guarded statement; leases count by the database's time. */
export abstract class NotificationStore {
  /** The present instant of the database: what every lease and due time is measured by. */
  abstract now(): Promise<Date>;
  /** The newest one of an alarm for a receiver. */
  abstract newest(alarmId: string, receiver: string): Promise<Notification | undefined>;
  abstract ofAlarms(alarmIds: readonly string[]): Promise<Notification[]>;
  abstract add(notification: NewNotification): Promise<void>;
  /** False when it is no longer pending: a sender has it. */
  abstract join(id: string, joined: JoinedIncident): Promise<boolean>;
  /** Leases up to `limit` due ones (pending and due, or left behind by a sender whose lease ended) to `owner`. */
  abstract claimDue(owner: string, limit: number, leaseMs: number): Promise<Notification[]>;
  /** Lengthens the owner's leases on those it still holds. */
  abstract renew(owner: string, ids: readonly string[], leaseMs: number): Promise<void>;
  /** False when the owner holds it no longer; so for the next two. */
  abstract markSent(id: string, owner: string, note: string): Promise<boolean>;
  abstract markForRetry(id: string, owner: string, error: string, delayMs: number): Promise<boolean>;
  abstract markFailed(id: string, owner: string, error: string): Promise<boolean>;
}
