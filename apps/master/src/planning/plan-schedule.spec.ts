import { defaultMisfirePolicy, type Trigger } from '@orrery/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import type { Task } from '../persistence/stores/task.store.js';
import { given } from '../testing/specimens.js';
import { planSchedule, type SchedulePlan } from './plan-schedule.js';
import { FireTimes } from './triggers/fire-times.js';

const times = new FireTimes();
const rules = { misfire: defaultMisfirePolicy, holdMs: 750, mostTimes: 500 };
const byTask = { scope: 'task', taskId: 'any' } as const;
const start = new Date('2026-03-01T00:00:00.000Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const everySecond: Trigger = { kind: 'fixedRate', everyMs: 1_000 };
const active = given.task();

function plan(schedule: Schedule, nowMs: number, task: Task = active, over: Partial<typeof rules> = {}) {
  const now = after(nowMs);
  const pause = task.state === 'paused' ? byTask : undefined;
  const subject = { schedule, task, pause, turns: [] };
  return planSchedule(subject, times, { ...rules, ...over }, { now, until: after(nowMs + 1_200) });
}
const outcomes = ({ fires }: SchedulePlan) => fires.map((fire) => fire.outcome);

describe('planSchedule', () => {
  it('makes a run for each planned time, eligible for others after the hold', () => {
    const { fires, runs, advance, behind } = plan(given.schedule(everySecond), 0);
    expect(fires.map((fire) => fire.plannedAt)).toEqual([after(0), after(1_000)]);
    expect(runs.map((run) => [run.id, run.planned_at, run.due_at, run.eligible_at])).toEqual(
      fires.map(({ runId, plannedAt }) => [runId, plannedAt, plannedAt, new Date(plannedAt.getTime() + 750)]),
    );
    expect(advance).toMatchObject({ state: 'active', nextFireAt: after(2_000), lastPlannedAt: after(1_000) });
    expect(behind).toBe(false);
  });

  it('merges a misfire into one run and misses what is older than the window', () => {
    const hour = 3_600_000;
    const schedule = given.schedule({ kind: 'fixedRate', everyMs: hour });
    const planned = plan(schedule, 8 * hour + 600_000);
    expect(outcomes(planned)).toEqual([
      ...Array<string>(3).fill('MISSED'),
      ...Array<string>(5).fill('MERGED'),
      'FIRED',
    ]);
    expect(planned.runs).toHaveLength(1);
    expect(planned.advance.nextFireAt).toEqual(after(9 * hour));
  });

  it('works a long backlog off in steps', () => {
    const schedule = given.schedule(everySecond);
    const { fires, advance, behind } = plan(schedule, 3_600_000, active, { mostTimes: 100 });
    expect(fires).toHaveLength(100);
    expect(fires.every((fire) => fire.outcome === 'MERGED')).toBe(true);
    expect(behind).toBe(true);
    expect(advance).toMatchObject({ nextFireAt: after(100_000), lastPlannedAt: after(99_000) });
  });

  it('skips while the task is paused, and ends when it is gone', () => {
    const paused = plan(given.schedule(everySecond), 0, given.task({ state: 'paused' }));
    expect(paused.fires[0]).toMatchObject({ outcome: 'SKIPPED', reason: 'the task is paused', runId: null });
    expect(paused).toMatchObject({ runs: [], advance: { state: 'active', nextFireAt: after(2_000) } });
    const now = after(0);
    const moment = { now, until: now };
    const subject = { schedule: given.schedule(everySecond), task: undefined, pause: undefined, turns: [] };
    const gone = planSchedule(subject, times, rules, moment);
    expect(gone.fires[0]).toMatchObject({ outcome: 'SKIPPED', reason: 'the task was deleted' });
    expect(gone.advance).toMatchObject({ state: 'exhausted', nextFireAt: null });
  });

  it('says of a workflow that it is one', () => {
    const schedule = given.schedule(everySecond, { targetKind: 'workflow' });
    const paused = plan(schedule, 0, given.task({ state: 'paused' }));
    expect(paused.fires[0]).toMatchObject({ outcome: 'SKIPPED', reason: 'the workflow is paused' });
  });

  it('fires once, and not after the end', () => {
    const once = plan(given.schedule({ kind: 'once', at: start.toISOString() }), 0);
    expect(outcomes(once)).toEqual(['FIRED']);
    expect(once.advance).toMatchObject({ state: 'exhausted', nextFireAt: null });
    const bounded = plan(given.schedule(everySecond, { endAt: after(999) }), 0);
    expect(outcomes(bounded)).toEqual(['FIRED']);
    expect(bounded.advance).toMatchObject({ state: 'exhausted' });
  });

  describe('with a fixed delay', () => {
    const paced = (over: Partial<Schedule> = {}) =>
      given.schedule({ kind: 'fixedDelay', everyMs: 100 }, over);

    it('waits for the run it made', () => {
      const { runs, advance } = plan(paced(), 0);
      expect(advance).toMatchObject({ state: 'active', nextFireAt: null, awaitedRunId: runs[0]!.id });
    });

    it('does not lag behind the clock when nothing runs that it could wait for', () => {
      const skipped = plan(paced(), 5_000, given.task({ state: 'paused' }));
      expect(skipped.advance).toMatchObject({ nextFireAt: after(5_100), awaitedRunId: null });
      const missed = plan(paced(), 7 * 3_600_000);
      expect(outcomes(missed)).toEqual(['MISSED']);
      expect(missed.advance.nextFireAt).toEqual(after(7 * 3_600_000 + 100));
    });

    it('ends with its bound', () => {
      const skipped = plan(paced({ endAt: after(50) }), 0, given.task({ state: 'paused' }));
      expect(skipped.advance).toMatchObject({ state: 'exhausted', nextFireAt: null });
    });
  });

  it('accounts for every planned time once and in order, however the clock jumps between its steps', () => {
    const jumps = fc.array(fc.integer({ min: -3_600_000, max: 3_600_000 }), { minLength: 1, maxLength: 25 });
    const rates = fc.constantFrom(1_000, 7_000, 60_000);
    fc.assert(
      fc.property(jumps, rates, fc.integer({ min: 1, max: 300 }), (moves, everyMs, mostTimes) => {
        let schedule = given.schedule({ kind: 'fixedRate', everyMs });
        let nowMs = 0;
        const planned: number[] = [];
        for (const move of moves) {
          nowMs = Math.max(0, nowMs + move);
          if (schedule.nextFireAt! > after(nowMs + 1_200)) continue;
          const { fires, runs, advance } = plan(schedule, nowMs, active, { mostTimes });
          planned.push(...fires.map((fire) => fire.plannedAt.getTime()));
          expect(runs).toHaveLength(fires.filter((fire) => fire.outcome === 'FIRED').length);
          schedule = { ...schedule, ...advance };
        }
        expect(planned).toEqual(planned.map((_, n) => start.getTime() + n * everyMs));
        expect(schedule.nextFireAt!.getTime()).toBe(start.getTime() + planned.length * everyMs);
      }),
      { numRuns: 60 },
    );
  });
});
