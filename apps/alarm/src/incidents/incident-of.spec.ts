import { describe, expect, it } from 'vitest';
import { given } from '../testing/given.js';
import { platformEvents } from '../testing/platform-events.js';
import { incidentOf } from './incident-of.js';

const readSchedule = (overrides: Parameters<typeof platformEvents.schedule>[0]) =>
  incidentOf('schedule.event', platformEvents.schedule(overrides))!;

describe('incidentOf a run', () => {
  it('takes each way a run can fail, and no other end', () => {
    const states = ['failed', 'timed_out', 'lost', 'succeeded', 'cancelled', 'skipped'] as const;
    const failed = states.filter((state) => incidentOf('run.event', given.event({ state })));
    expect(failed).toEqual(['failed', 'timed_out', 'lost']);
  });

  it('says what happened in one line of at most 500 characters', () => {
    expect(given.incident().summary).toBe('Task orders/import failed after 3 attempts: exited with code 2');
    const failure = { kind: 'handler', message: `first\n${'😀'.repeat(400)}` } as const;
    const { summary } = given.incident({ failure });
    expect(summary.length).toBeLessThanOrEqual(500);
    expect(summary).not.toMatch(/\n/);
    expect(Buffer.from(summary).toString()).toBe(summary);
  });

  it.each([
    ['failed', 'compensated', 'failed and was undone', 'What it had done was undone'],
    [
      'failed',
      'compensation_failed',
      'failed and could not be undone as a whole',
      'needs somebody to undo it',
    ],
    ['timed_out', 'compensated', 'timed out and was undone', 'What it had done was undone'],
    ['failed', 'failed', 'failed', ''],
    ['timed_out', 'failed', 'timed out', ''],
  ] as const)(
    'tells of a workflow that has %s and is %s that it %s',
    (state, workflowState, ending, undoing) => {
      const { title, summary, facts } = given.incident({ state, workflowState, attempt: 1 });
      expect(title).toBe(`orders/import ${ending}`);
      expect(summary).toBe(`Workflow orders/import ${ending}: exited with code 2`);
      expect(facts).toMatchObject({ ending, state: undoing === '' ? state : workflowState });
      expect(facts.undoing).toEqual(undoing === '' ? '' : expect.stringContaining(undoing));
    },
  );

  it('names its task, and the run whose log tells more', () => {
    const event = given.event();
    expect(incidentOf('run.event', event)).toMatchObject({
      id: event.id,
      kind: 'run_failed',
      project: 'orders',
      subject: { kind: 'task', id: 'task-import', name: 'import' },
      runId: event.runId,
      title: 'orders/import failed',
    });
  });
});

describe('incidentOf a schedule', () => {
  it('tells of planned times that were dropped, and of one that nobody plans', () => {
    expect(readSchedule({})).toMatchObject({
      kind: 'schedule_missed',
      project: 'orders',
      subject: { kind: 'schedule', id: 'schedule-nightly', name: 'nightly' },
      runId: null,
      title: 'orders/nightly missed 3 planned times',
      summary:
        'Schedule orders/nightly missed 3 planned times (2026-03-01T07:00:00.000Z to 2026-03-01T09:00:00.000Z): ' +
        'older than the window of its misfire policy',
      facts: { missed: '3', state: 'missed' },
    });
    const at = '2026-03-01T09:00:00.000Z';
    expect(readSchedule({ count: 1, fromAt: at, toAt: at }).summary).toContain(
      `missed a planned time (${at}): `,
    );
    expect(readSchedule({ kind: 'overdue', count: 1 })).toMatchObject({
      kind: 'schedule_missed',
      title: 'orders/nightly is overdue',
    });
  });

  it('tells of one that will not fire again', () => {
    expect(
      readSchedule({ kind: 'exhausted', count: 0, fromAt: null, toAt: null, reason: 'over' }),
    ).toMatchObject({
      kind: 'schedule_exhausted',
      summary: 'Schedule orders/nightly has come to its end: over',
    });
  });
});

describe('incidentOf the platform', () => {
  it('tells of a worker that was lost, and of nothing that was wanted', () => {
    expect(incidentOf('worker.event', platformEvents.worker())).toMatchObject({
      kind: 'worker_lost',
      project: null,
      subject: { kind: 'worker', id: 'w-1' },
      summary: 'Worker w-1 was lost: last heard of at 2026-03-01T09:59:52.000Z',
    });
    for (const state of ['joined', 'cordoned', 'draining', 'drained', 'stopped'] as const) {
      expect(incidentOf('worker.event', platformEvents.worker({ state }))).toBeUndefined();
    }
  });

  it('tells of a worker that is given a rest, and not of its end', () => {
    expect(incidentOf('worker.breaker', platformEvents.breaker())).toMatchObject({
      kind: 'worker_resting',
      summary:
        'Worker w-1 is given a rest until 2026-03-01T10:00:30.000Z after 5 failures in a row: the command was not found',
    });
    expect(incidentOf('worker.breaker', platformEvents.breaker({ state: 'closed' }))).toBeUndefined();
  });

  it('tells who leads, whoever led before', () => {
    expect(incidentOf('leader.changed', platformEvents.leader())).toMatchObject({
      kind: 'leader_changed',
      subject: { kind: 'cluster' },
      summary: 'Master m-2 leads; before it: m-1 (epoch 7)',
    });
    expect(incidentOf('leader.changed', platformEvents.leader({ before: null }))!.summary).toContain(
      'nobody',
    );
  });

  it('tells what does not fit together, and not that it does again', () => {
    expect(incidentOf('consistency.event', platformEvents.consistency())).toMatchObject({
      kind: 'consistency_open',
      subject: { kind: 'check', id: 'runs-of-workers' },
      summary: 'Consistency check runs-of-workers has 2 open: run 81 runs on no worker',
    });
    const closed = platformEvents.consistency({ state: 'closed', open: 0, detail: null });
    expect(incidentOf('consistency.event', closed)).toBeUndefined();
  });
});
