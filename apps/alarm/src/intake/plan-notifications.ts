import { newId } from '@orrery/runtime';
import type { Notification } from '../notifying/notification.js';
import type { NotificationStore } from '../notifying/notification.store.js';
import { collapse } from './collapse.js';
import type { NotifyingPace } from './notifying-pace.js';
import type { Stage } from './pipeline.js';
import type { RaisedAlarm } from './raise-alarms.js';

/** One incident that one receiver is to hear of. */
export interface PlannedNotification {
  readonly notificationId: string;
  readonly receiver: string;
}

/**
 * Writes to the outbox that each receiver of the rule is to hear of each incident: in a notification of its own, or joined
 * to the one that waits already. The alarm's row is locked by the stage before, so nobody else plans for it meanwhile.
 */
export function planNotifications(pace: NotifyingPace): Stage<RaisedAlarm, PlannedNotification> {
  return async (raised, { notifications }) => {
    const planned: PlannedNotification[] = [];
    for (const each of raised) {
      for (const receiver of distinct(each.rule.receivers)) {
        planned.push({ receiver, notificationId: await plan(each, receiver, notifications, pace) });
      }
    }
    return planned;
  };
}

async function plan(
  raised: RaisedAlarm,
  receiver: string,
  notifications: NotificationStore,
  pace: NotifyingPace,
): Promise<string> {
  const now = await notifications.now();
  const newest = await notifications.newest(raised.alarm.id, receiver);
  const giveUpAt = new Date(now.getTime() + pace.giveUpAfterMs);
  const verdict = collapse(newest, raised.incident, now, pace);
  if (verdict.kind === 'join') {
    if (await notifications.join(verdict.id, { content: verdict.content, giveUpAt })) return verdict.id;
    return add(raised, receiver, notifications, { ...verdict.otherwise, giveUpAt, now, newest });
  }
  return add(raised, receiver, notifications, { ...verdict, giveUpAt, now, newest });
}

interface NewOne {
  readonly dueAt: Date;
  readonly giveUpAt: Date;
  readonly now: Date;
  readonly newest: Notification | undefined;
}

async function add(
  { alarm, incident, rule }: RaisedAlarm,
  receiver: string,
  notifications: NotificationStore,
  { dueAt, giveUpAt, now, newest }: NewOne,
): Promise<string> {
  const id = newId();
  await notifications.add({
    id,
    alarmId: alarm.id,
    channel: 'email',
    receiver,
    reason: newest ? 'further_failures' : 'first_failure',
    sequence: (newest?.sequence ?? 0) + 1,
    failures: 1,
    ruleId: rule.id,
    ruleVersion: rule.version,
    content: { incident, otherRunIds: [] },
    nextTryAt: dueAt,
    giveUpAt,
    createdAt: now,
  });
  return id;
}

/** A receiver written twice, in whatever case, gets one mail. */
function distinct(receivers: readonly string[]): string[] {
  const byAddress = new Map(receivers.map((receiver) => [receiver.toLowerCase(), receiver]));
  return [...byAddress.values()];
}
