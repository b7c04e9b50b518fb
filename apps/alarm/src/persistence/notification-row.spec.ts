import { expect, it } from 'vitest';
import { incidentOf } from '../incidents/incident-of.js';
import { given } from '../testing/given.js';
import { platformEvents } from '../testing/platform-events.js';
import { newNotificationRow, notificationOf, type NotificationRow } from './notification-row.js';

const stored = (content: object) =>
  notificationOf({ content: JSON.stringify(content) } as NotificationRow).content;

it('reads what an older version wrote of a run', () => {
  const event = given.event();
  expect(stored({ event, otherRunIds: ['run-0'] })).toEqual({
    incident: incidentOf('run.event', event),
    otherRunIds: ['run-0'],
  });
});

it('reads back what it writes of a schedule', () => {
  const incident = incidentOf('schedule.event', platformEvents.schedule())!;
  const row = newNotificationRow(given.newNotification({ content: { incident, otherRunIds: [] } }));
  expect(stored(row['content'] as object)).toEqual({ incident, otherRunIds: [] });
});

it('does not take an event for an incident that tells of none', () => {
  expect(() => stored({ event: given.event({ state: 'succeeded' }), otherRunIds: [] })).toThrow(
    'a notification keeps a run.event that tells of no incident',
  );
});
