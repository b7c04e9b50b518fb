import type { Session } from '@orrery/persistence';
import type { NewNotification, Notification } from '../notifying/notification.js';
import { NotificationStore, type JoinedIncident } from '../notifying/notification.store.js';
import { contentRow, newNotificationRow, notificationOf, type NotificationRow } from './notification-row.js';

/** The outbox of notifications in SQL. `next_try_at` is null once nothing is left to do, so one index finds all work. */
export class SqlNotificationStore extends NotificationStore {
  constructor(private readonly session: Session) {
    super();
  }

  async now(): Promise<Date> {
    const [row] = await this.session.select<{ now_at: Date }>(`SELECT ${this.session.dialect.now} AS now_at`);
    return row!.now_at;
  }

  async newest(alarmId: string, receiver: string): Promise<Notification | undefined> {
    const rest = 'WHERE alarm_id = ? AND receiver = ? ORDER BY sequence DESC LIMIT 1';
    return (await this.#notifications(rest, [alarmId, receiver]))[0];
  }

  async ofAlarms(alarmIds: readonly string[]): Promise<Notification[]> {
    return this.#notifications('WHERE alarm_id IN (?) ORDER BY alarm_id, created_at, id', [alarmIds]);
  }

  async add(notification: NewNotification): Promise<void> {
    await this.session.insertMany('notification', [newNotificationRow(notification)]);
  }

  async join(id: string, { content, giveUpAt }: JoinedIncident): Promise<boolean> {
    const { affected } = await this.session.execute(
      `UPDATE notification SET failures = failures + 1, content = ?, give_up_at = ?
       WHERE id = ? AND state = 'pending'`,
      [JSON.stringify(contentRow(content)), giveUpAt, id],
    );
    return affected === 1;
  }

  /** Must run in a transaction: the rows stay locked from the search to the claim. */
  async claimDue(owner: string, limit: number, leaseMs: number): Promise<Notification[]> {
    const { now, skipLocked } = this.session.dialect;
    const due = await this.session.select<{ id: string }>(
      `SELECT id FROM notification WHERE next_try_at <= ${now} ORDER BY next_try_at, id LIMIT ? ${skipLocked}`,
      [limit],
    );
    if (due.length === 0) return [];
    const ids = due.map(({ id }) => id).sort();
    await this.session.execute(
      `UPDATE notification SET state = 'sending', lease_owner = ?, next_try_at = ${this.#after(leaseMs)},
         last_try_at = ${now}, attempts = attempts + 1
       WHERE id IN (?) AND state IN ('pending', 'sending') AND next_try_at <= ${now}`,
      [owner, ids],
    );
    return this.#notifications(`WHERE id IN (?) AND state = 'sending' AND lease_owner = ?`, [ids, owner]);
  }

  async renew(owner: string, ids: readonly string[], leaseMs: number): Promise<void> {
    await this.session.execute(
      `UPDATE notification SET next_try_at = ${this.#after(leaseMs)}
       WHERE id IN (?) AND state = 'sending' AND lease_owner = ?`,
      [ids, owner],
    );
  }

  async markSent(id: string, owner: string, note: string): Promise<boolean> {
    const change = `state = 'sent', next_try_at = NULL, sent_at = ${this.session.dialect.now}, last_error = NULL, note = ?`;
    return this.#settle(change, [note], id, owner);
  }

  async markForRetry(id: string, owner: string, error: string, delayMs: number): Promise<boolean> {
    const change = `state = 'pending', next_try_at = ${this.#after(delayMs)}, last_error = ?`;
    return this.#settle(change, [error], id, owner);
  }

  async markFailed(id: string, owner: string, error: string): Promise<boolean> {
    return this.#settle(`state = 'failed', next_try_at = NULL, last_error = ?`, [error], id, owner);
  }

  /** SQL for the instant so many milliseconds from now. */
  #after(ms: number): string {
    const { dialect } = this.session;
    return dialect.plusMs(dialect.now, ms);
  }

  async #settle(change: string, params: readonly unknown[], id: string, owner: string): Promise<boolean> {
    const { affected } = await this.session.execute(
      `UPDATE notification SET ${change}, lease_owner = NULL WHERE id = ? AND state = 'sending' AND lease_owner = ?`,
      [...params, id, owner],
    );
    return affected === 1;
  }

  async #notifications(rest: string, params: readonly unknown[]): Promise<Notification[]> {
    const rows = await this.session.select<NotificationRow>(`SELECT * FROM notification ${rest}`, params);
    return rows.map(notificationOf);
  }
}
