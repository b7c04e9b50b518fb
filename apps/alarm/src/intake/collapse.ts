import type { Incident } from '../incidents/incident.js';
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
 * Decides how a receiver hears of one more incident of an alarm: in the notification that still waits to be sent, or in a
 * new one, which waits until the interval after the last one is over. No incident is dropped.
 * @param newest the alarm's newest notification to that receiver.
 */
export function collapse(
  newest: Notification | undefined,
  incident: Incident,
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
    content: joined(newest.content, incident),
    otherwise: { dueAt: new Date(now.getTime() + pace.leastIntervalMs) },
  };
}

function joined(
  { incident: before, otherRunIds }: NotificationContent,
  incident: Incident,
): NotificationContent {
  const newer = incident.at >= before.at;
  const [shown, other] = newer ? [incident, before] : [before, incident];
  const others = other.runId === null ? otherRunIds : [...otherRunIds, other.runId];
  return { incident: shown, otherRunIds: others.slice(-MOST_NAMED_RUNS) };
}
