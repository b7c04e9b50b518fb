import type { RunEvent } from '@orrery/contracts';
import { newId } from '@orrery/runtime';
import type { Alarm } from '../alarms/alarm.js';
import type { Letter } from '../channels/letter.js';
import { incidentOf } from '../incidents/incident-of.js';
import type { Incident } from '../incidents/incident.js';
import type { NewNotification, Notification } from '../notifying/notification.js';
import { definitionIn, type AlarmRule } from '../rules/alarm-rule.js';
import type { Storage } from '../storage/storage.js';

const NOW = new Date('2026-03-01T10:00:00.000Z');

/** Makes valid things; a test states only what matters. */
export const given = {
  event: (overrides: Partial<RunEvent> = {}): RunEvent => ({
    v: 1,
    id: newId(),
    at: '2026-03-01T10:00:00.000Z',
    runId: newId(),
    state: 'failed',
    attempt: 3,
    project: 'orders',
    taskId: 'task-import',
    taskName: 'import',
    scheduleId: null,
    plannedAt: '2026-03-01T09:59:00.000Z',
    startedAt: '2026-03-01T09:59:01.000Z',
    finishedAt: '2026-03-01T10:00:00.000Z',
    workerId: 'w-1',
    exitCode: 2,
    failure: { kind: 'exit_code', message: 'exited with code 2', exitCode: 2 },
    workflowRunId: null,
    nodeId: null,
    ...overrides,
  }),

  /** Of a run that failed. */
  incident: (overrides: Partial<RunEvent> = {}): Incident => incidentOf('run.event', given.event(overrides))!,

  rule: (overrides: Partial<AlarmRule> = {}): AlarmRule => ({
    id: newId(),
    project: 'orders',
    name: 'any-failure',
    kind: 'run_failed',
    enabled: true,
    level: 'MAJOR',
    tasks: null,
    includeNodes: null,
    receivers: ['oncall@example.org'],
    subjectTemplate: null,
    bodyTemplate: null,
    version: 1,
    createdAt: NOW,
    updatedAt: NOW,
    ...overrides,
  }),

  alarm: (overrides: Partial<Alarm> = {}): Alarm => {
    const { runId, source } = given.incident();
    return {
      id: newId(),
      project: 'orders',
      ruleId: newId(),
      ruleName: 'any-failure',
      level: 'MAJOR',
      state: 'firing',
      fingerprint: newId(),
      summary: 'Task orders/import failed',
      count: 1,
      runId,
      details: source.event,
      firedAt: NOW,
      lastEventAt: NOW,
      acknowledgedAt: null,
      acknowledgedBy: null,
      resolvedAt: null,
      resolvedBy: null,
      ...overrides,
    };
  },

  newNotification: (overrides: Partial<NewNotification> = {}): NewNotification => ({
    id: newId(),
    alarmId: newId(),
    channel: 'email',
    receiver: 'oncall@example.org',
    reason: 'first_failure',
    sequence: 1,
    failures: 1,
    ruleId: newId(),
    ruleVersion: 1,
    content: { incident: given.incident(), otherRunIds: [] },
    nextTryAt: NOW,
    giveUpAt: new Date('2100-01-01T00:00:00.000Z'),
    createdAt: NOW,
    ...overrides,
  }),

  notification: (overrides: Partial<Notification> = {}): Notification => ({
    ...given.newNotification(),
    state: 'pending',
    attempts: 0,
    nextTryAt: NOW,
    lastTryAt: null,
    sentAt: null,
    lastError: null,
    note: null,
    ...overrides,
  }),

  letter: (overrides: Partial<Letter> = {}): Letter => ({
    notificationId: 'n-1',
    contentId: 'n-1.1',
    alarmId: 'a-1',
    fingerprint: 'f00d',
    receiver: 'oncall@example.org',
    writtenFor: NOW,
    subject: 'subject',
    text: 'text',
    html: '<p>text</p>',
    attachments: [{ filename: 'run-1.log', content: 'line\n' }],
    ...overrides,
  }),

  /** A rule that is stored with its version, as the service stores it. */
  storedRule: async (storage: Storage, overrides: Partial<AlarmRule> = {}): Promise<AlarmRule> => {
    const rule = given.rule({ project: newId(), ...overrides });
    const { id: ruleId, version, updatedAt: changedAt } = rule;
    const definition = definitionIn(rule);
    await storage.transaction(async ({ rules }) => {
      await rules.add(rule);
      await rules.addVersion({ ruleId, version, definition, changedBy: 'tester', changedAt });
    });
    return rule;
  },
};
