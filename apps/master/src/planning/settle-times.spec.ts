import type { MisfireSettings, OverlapMode, Pause, Trigger } from '@orrery/domain';
import { defaultMisfirePolicy } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import type { RunTurn } from '../persistence/stores/run-turn.store.js';
import { given } from '../testing/specimens.js';
import { planSchedule } from './plan-schedule.js';
import { eventsOf } from './schedule-events.js';
import { FireTimes } from './triggers/fire-times.js';

const times = new FireTimes();
const task = given.task();
const start = new Date('2026-03-01T00:00:00.000Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const everySecond: Trigger = { kind: 'fixedRate', everyMs: 1_000 };
const rules = { misfire: defaultMisfirePolicy, holdMs: 750, mostTimes: 500 };

interface Case {
  readonly overlap?: OverlapMode;
  readonly misfire?: MisfireSettings;
  readonly turns?: readonly RunTurn[];
  readonly pause?: Pause;
}

/** What becomes of the times of an every-second schedule that is looked at after so many seconds. */
function settle(seconds: number, { overlap = 'ALLOW', misfire, turns = [], pause }: Case) {
  const schedule = given.schedule(everySecond, { overlap, misfire: misfire ?? null });
  const now = after(seconds * 1_000);
  const plan = planSchedule({ schedule, task, pause, turns }, times, rules, { now, until: now });
  const outcomes = plan.fires.map(({ outcome }) => outcome);
  return { ...plan, outcomes, events: eventsOf(plan, now).map(({ payload }) => payload) };
}
const turn = (runId: string, state: RunTurn['state'], second = -1): RunTurn => ({
  scheduleId: 's',
  plannedAt: after(second * 1_000),
  runId,
  state,
});
const late = { toleranceMs: 1_000 };

describe('planned times that come late', () => {
  it('are skipped by SKIP, which is told in one event', () => {
    const { outcomes, events, runs } = settle(4, { misfire: { policy: 'SKIP', ...late } });
    expect(outcomes).toEqual(['SKIPPED', 'SKIPPED', 'SKIPPED', 'FIRED', 'FIRED']);
    expect(runs).toHaveLength(2);
    expect(events).toMatchObject([
      { kind: 'missed', count: 3, fromAt: after(0).toISOString(), toAt: after(2_000).toISOString() },
    ]);
  });

  it('are fired by FIRE_ALL up to its cap; the older ones are missed, and told', () => {
    const { outcomes, events } = settle(5, { misfire: { policy: 'FIRE_ALL', cap: 2, ...late } });
    expect(outcomes).toEqual(['MISSED', 'MISSED', 'FIRED', 'FIRED', 'FIRED', 'FIRED']);
    expect(events).toMatchObject([{ kind: 'missed', count: 2 }]);
    expect(settle(5, { misfire: { policy: 'FIRE_ALL', ...late } }).outcomes).toEqual(Array(6).fill('FIRED'));
  });

  it('are merged by FIRE_ONCE, which is no loss to tell of', () => {
    const { outcomes, events } = settle(3, { misfire: { policy: 'FIRE_ONCE', ...late } });
    expect(outcomes).toEqual(['MERGED', 'MERGED', 'FIRED', 'FIRED']);
    expect(events).toEqual([]);
  });

  it('make one run of CANCEL_RUNNING, and leave the others out', () => {
    const { outcomes, runs, turns } = settle(2, { overlap: 'CANCEL_RUNNING' });
    expect(outcomes).toEqual(['MERGED', 'MERGED', 'FIRED']);
    expect(turns).toMatchObject([{ runId: runs[0]!.id, state: 'open' }]);
  });
});

describe('planned times beside a run that has not ended', () => {
  const open = [turn('x', 'open')];

  it('wait outside of the backlog', () => {
    const { outcomes, runs, turns } = settle(0, { overlap: 'QUEUE_ALL', turns: open });
    expect(outcomes).toEqual(['FIRED']);
    expect(runs).toMatchObject([{ state: 'pending', eligible_at: null, queue_deadline_at: null }]);
    expect(turns).toMatchObject([{ state: 'queued' }]);
  });

  it('are dropped by SKIP, which is told', () => {
    const { outcomes, runs, events } = settle(0, { overlap: 'SKIP', turns: open });
    expect([outcomes, runs]).toEqual([['SKIPPED'], []]);
    expect(events).toMatchObject([{ kind: 'missed', count: 1, reason: 'overlap: run x has not ended' }]);
  });

  it('take the place of those that wait, or have the run cancelled', () => {
    const waiting = turn('y', 'queued', -0.5);
    const replaced = settle(0, { overlap: 'REPLACE_QUEUED', turns: [...open, waiting] });
    expect([...replaced.replaced]).toEqual([[waiting, replaced.runs[0]!.id]]);
    const cancelled = settle(0, { overlap: 'CANCEL_RUNNING', turns: [...open, waiting] });
    expect(cancelled.cancelled).toEqual(['x']);
    expect([...cancelled.replaced.keys()]).toEqual([waiting]);
    expect(cancelled.runs).toMatchObject([{ eligible_at: null }]);
  });
});

it('planned times of whatever is paused are skipped, with the reason, whatever their policies say', () => {
  const pauses: Pause[] = [
    { scope: 'cluster' },
    { scope: 'project', project: 'p' },
    { scope: 'task', taskId: 't' },
  ];
  const reasons = pauses.map((pause) => {
    const { fires, runs, events, advance } = settle(1, { pause, misfire: { policy: 'FIRE_ALL', ...late } });
    expect([runs, events]).toEqual([[], []]);
    expect(advance.nextFireAt).toEqual(after(2_000));
    return new Set(fires.map(({ outcome, reason }) => `${outcome} ${reason}`));
  });
  expect(reasons).toEqual([
    new Set(['SKIPPED the whole cluster is paused']),
    new Set(['SKIPPED the project "p" is paused']),
    new Set(['SKIPPED the task is paused']),
  ]);
});

it('the end of a schedule is told', () => {
  const schedule = given.schedule(everySecond, { endAt: after(0) });
  const plan = planSchedule({ schedule, task, pause: undefined, turns: [] }, times, rules, {
    now: start,
    until: start,
  });
  expect(eventsOf(plan, start).map(({ routingKey }) => routingKey)).toEqual(['schedule.exhausted']);
});
