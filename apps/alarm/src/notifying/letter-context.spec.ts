import type { AlarmRuleKind, MessagePayloads } from '@orrery/contracts';
import { expect, it } from 'vitest';
import { incidentOf } from '../incidents/incident-of.js';
import type { AlarmingMessage, Incident } from '../incidents/incident.js';
import { defaultTemplates } from '../templates/default-templates.js';
import { letterFields } from '../templates/letter-fields.js';
import { TemplateRenderer } from '../templates/template-renderer.js';
import { given } from '../testing/given.js';
import { platformEvents } from '../testing/platform-events.js';
import { letterContext } from './letter-context.js';

const read = <Name extends AlarmingMessage>(message: Name, event: MessagePayloads[Name]) =>
  incidentOf(message, event)!;

const incidents: Record<AlarmRuleKind, Incident> = {
  run_failed: given.incident(),
  schedule_missed: read('schedule.event', platformEvents.schedule()),
  schedule_exhausted: read('schedule.event', platformEvents.schedule({ kind: 'exhausted' })),
  worker_lost: read('worker.event', platformEvents.worker()),
  worker_resting: read('worker.breaker', platformEvents.breaker()),
  leader_changed: read('leader.changed', platformEvents.leader()),
  consistency_open: read('consistency.event', platformEvents.consistency()),
};
const each = Object.entries(incidents) as [AlarmRuleKind, Incident][];

function contextOf(incident: Incident, failures = 1) {
  const notification = given.notification({ failures, content: { incident, otherRunIds: [] } });
  const rule = { name: 'watch', level: 'MAJOR' } as const;
  const alarm = given.alarm({ project: 'orders' });
  return letterContext(notification, { alarm, rule, publicUrl: 'https://orrery.example.org/', logNote: 'n' });
}

it.each(each)('tells all that a template of %s may say, and nothing else', (kind, incident) => {
  expect(incident.kind).toBe(kind);
  expect(Object.keys(contextOf(incident)).sort()).toEqual(Object.keys(letterFields[kind]).sort());
});

it('writes a letter of a schedule that missed', async () => {
  const { subject, text, html } = defaultTemplates('schedule_missed');
  const renderer = new TemplateRenderer();
  const context = contextOf(incidents.schedule_missed, 2);
  expect(await renderer.text(subject, context)).toBe(
    '[MAJOR] orders/nightly missed 3 planned times (2 times)',
  );
  expect(await renderer.text(text, context)).toMatch(
    /^Schedule orders\/nightly missed .*\nThis mail stands for 2 events; .*\n\nSchedule   nightly\nId         schedule-nightly\n/,
  );
  const page = await renderer.html(html, context);
  expect(page).toContain('<td>nightly</td>');
  expect(page).toContain('GET https://orrery.example.org/api/v1/schedules/schedule-nightly');
});

it('says in the letter of a workflow that was undone what is left to do', async () => {
  const failure = { kind: 'node', message: 'node "ship" failed' } as const;
  const { subject, text, html } = defaultTemplates('run_failed');
  const renderer = new TemplateRenderer();
  const of = (workflowState: 'compensated' | 'compensation_failed') =>
    contextOf(given.incident({ workflowState, failure }));
  expect(await renderer.text(subject, of('compensated'))).toBe('[MAJOR] orders/import failed and was undone');
  expect(await renderer.text(text, of('compensated'))).toMatch(
    /^orders\/import failed and was undone\.\n\n {2}node "ship" failed\n\nWhat it had done was undone by its compensations\.\n\nProject/,
  );
  const left = 'needs somebody to undo it.';
  expect(await renderer.text(text, of('compensation_failed'))).toContain(left);
  expect(await renderer.html(html, of('compensation_failed'))).toContain(left);
  expect(await renderer.text(text, contextOf(incidents.run_failed))).not.toContain('undo');
});

it('leaves out of a letter what is not known', async () => {
  const unknown = read('leader.changed', platformEvents.leader({ before: null }));
  const { text } = defaultTemplates('leader_changed');
  const written = await new TemplateRenderer().text(text, contextOf(unknown));
  expect(written).toMatch(/\n\nMaster     m-2\nEpoch      7\nHappened   /);
});
