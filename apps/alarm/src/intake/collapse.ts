import type { RunEvent } from '@orrery/contracts';
import type { Notification, NotificationContent } from '../notifying/notification.js';
import type { NotifyingPace } from './notifying-pace.js';

/** Runs that a notification names beside its newest one; the alarm itself knows all. */
const MOST_NAMED_RUNS = 100;

export type CollapseVerdict =
  | { readonly kind: 'send'; readonly dueAt: Date }
  | {
      readonly kind: 'join';
      readonly id: string;
      readonly content: NotificationContent;
      /** When a sender takes the waiting one at this very moment. */
      readonly otherwise: { readonly dueAt: Date };
    };

/**
 * Decides how a receiver hears of one more failure of an alarm: in the notification that still waits to be sent, or in a
 * new one, which waits until the interval after the last one is over. No failure is dropped.
 * @param newest the alarm's newest notification to that receiver.
 */
export function collapse(
  newest: Notification | undefined,
  event: RunEvent,
  now: Date,
  pace: NotifyingPace,
): CollapseVerdict {
  const settledMs = now.getTime() + pace.settleMs;
  if (!newest) return { kind: 'send', dueAt: new Date(settledMs) };
  const lastMs = newest.lastTryAt?.getTime() ?? newest.createdAt.getTime();
  if (newest.state !== 'pending') {
    return { kind: 'send', dueAt: new Date(Math.max(settledMs, lastMs + pace.leastIntervalMs)) };
  }
  return {
    kind: 'join',
    id: newest.id,
    content: joined(newest.content, event),
    otherwise: { dueAt: new Date(now.getTime() + pace.leastIntervalMs) },
  };
}

function joined({ event: before, otherRunIds }: NotificationContent, event: RunEvent): NotificationContent {
  const newer = event.at >= before.at;
  const [shown, other] = newer ? [event, before] : [before, event];
  return { event: shown, otherRunIds: [...otherRunIds, other.runId].slice(-MOST_NAMED_RUNS) };
}
