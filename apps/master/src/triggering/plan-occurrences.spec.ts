import type { Trigger } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import type { PlanningSubject } from '../planning/plan-schedule.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import { given } from '../testing/specimens.js';
import type { Occurrence } from './occurrence.js';
import { planOccurrences } from './plan-occurrences.js';

const now = new Date('2026-03-10T12:00:00.000Z');
const event: Trigger = { kind: 'event', event: 'orders.closed' };
const closed = (shop: string): Occurrence => {
  return { subscription: 'event:default:orders.closed', params: { event: { payload: { shop } } } };
};
const rules = { misfire: { windowMs: 3_600_000, toleranceMs: 60_000 }, holdMs: 750, mostTimes: 500 };

function plan(
  over: Partial<Schedule>,
  occurrences = [closed('berlin')],
  about: Partial<PlanningSubject> = {},
) {
  const schedule = given.schedule(event, { nextFireAt: null, ...over });
  const task = given.task({}, { params: { event: 'of the task', colour: 'red' } });
  const subject: PlanningSubject = { schedule, task, pause: undefined, turns: [], ...about };
  return planOccurrences(subject, occurrences, new FireTimes(), rules, now);
}

describe('planOccurrences', () => {
  it('makes one run each, ready now, with what happened on top of the parameters', () => {
    const { fires, runs, advance } = plan({ params: { colour: 'blue' } }, [closed('berlin'), closed('rome')]);
    expect(fires.map(({ plannedAt, outcome }) => [plannedAt.getTime() - now.getTime(), outcome])).toEqual([
      [0, 'FIRED'],
      [1, 'FIRED'],
    ]);
    expect(runs.map((run) => JSON.parse(run.params) as unknown)).toEqual([
      { colour: 'blue', event: { payload: { shop: 'berlin' } } },
      { colour: 'blue', event: { payload: { shop: 'rome' } } },
    ]);
    expect(runs.map((run) => run.eligible_at)).toEqual([now, now]);
    expect(advance).toMatchObject({ state: 'active', nextFireAt: null, lastPlannedAt: fires[1]!.plannedAt });
  });

  it('comes after everything the ledger has, whatever the clock says', () => {
    const lastPlannedAt = new Date(now.getTime() + 5_000);
    const { fires, runs } = plan({ lastPlannedAt });
    expect(fires[0]!.plannedAt.getTime()).toBe(lastPlannedAt.getTime() + 1);
    expect(runs).toMatchObject([{ due_at: now, eligible_at: now }]);
  });

  it.each<[string, Partial<Schedule>]>([
    ['the schedule is paused', { state: 'paused' }],
    ['before the start of the schedule', { startAt: new Date('2026-03-11T00:00:00Z') }],
    ['after the end of the schedule', { endAt: new Date('2026-03-10T11:00:00Z') }],
    ['outside the daily window', { dailyWindow: { from: '13:00', to: '14:00', timeZone: 'UTC' } }],
  ])('says in the ledger why nothing starts: %s', (reason, over) => {
    const { fires, runs } = plan(over);
    expect(runs).toEqual([]);
    expect(fires).toMatchObject([{ outcome: 'SKIPPED', reason, plannedAt: now }]);
  });

  it('starts within the daily window, and not while the task is paused', () => {
    expect(plan({ dailyWindow: { from: '11:00', to: '13:00', timeZone: 'UTC' } }).runs).toHaveLength(1);
    const { fires } = plan({}, [closed('berlin')], { pause: { scope: 'task', taskId: 't' } });
    expect(fires).toMatchObject([{ outcome: 'SKIPPED', reason: 'the task is paused' }]);
  });

  it('leaves what its overlap mode holds back out of the backlog', () => {
    const queued = plan({ overlap: 'QUEUE_ONE' }, [closed('a'), closed('b'), closed('c')]);
    expect(queued.runs.map((run) => run.eligible_at)).toEqual([now, null]);
    expect(queued.fires.map(({ outcome }) => outcome)).toEqual(['FIRED', 'FIRED', 'SKIPPED']);
    expect(queued.turns.map(({ state }) => state)).toEqual(['open', 'queued']);
  });
});
