import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeBackfill, type BackfillState } from './backfill.js';
import { isToRun } from './select-times.js';

const backfill = (over: object = {}) => ({
  ...{ state: 'running' as BackfillState, maxParallel: 3, onFailure: 'continue' as const, timesLeft: true },
  ...{ made: 0, succeeded: 0, failed: 0 },
  ...over,
});

describe('a backfill', () => {
  it('goes on while there is room and time left', () => {
    expect(judgeBackfill(backfill({ made: 5, succeeded: 2, failed: 1 }))).toEqual({ kind: 'goOn', room: 1 });
    expect(judgeBackfill(backfill({ made: 5, succeeded: 2 }))).toEqual({ kind: 'wait' });
  });

  it('ends with its last run, as its runs have', () => {
    const last = { timesLeft: false, made: 4, succeeded: 3 };
    expect(judgeBackfill(backfill(last))).toEqual({ kind: 'wait' });
    expect(judgeBackfill(backfill({ ...last, failed: 1 }))).toEqual({ kind: 'end', state: 'failed' });
    expect(judgeBackfill(backfill({ ...last, succeeded: 4 }))).toEqual({ kind: 'end', state: 'succeeded' });
  });

  it('that stops at a failure starts nothing after it, and ends when what is open has', () => {
    const stopping = { onFailure: 'stop', made: 3, failed: 1 };
    expect(judgeBackfill(backfill(stopping))).toEqual({ kind: 'wait' });
    expect(judgeBackfill(backfill({ ...stopping, succeeded: 2 }))).toEqual({ kind: 'end', state: 'failed' });
  });

  it.each(['paused', 'cancelled'])('that is %s starts nothing and waits for what is open', (state) => {
    expect(judgeBackfill(backfill({ state, made: 1 }))).toEqual({ kind: 'wait' });
    expect(judgeBackfill(backfill({ state, made: 1, failed: 1 }))).toEqual({ kind: 'rest' });
  });

  it('never has more runs open than it may, and always ends', () => {
    const given = fc.record({
      times: fc.integer({ min: 0, max: 30 }),
      maxParallel: fc.integer({ min: 1, max: 5 }),
      fates: fc.infiniteStream(fc.boolean()),
      onFailure: fc.constantFrom('continue' as const, 'stop' as const),
    });
    const property = fc.property(given, ({ times, maxParallel, fates, onFailure }) => {
      let now = backfill({ maxParallel, onFailure, timesLeft: times > 0 });
      for (let step = 0; step < 200; step += 1) {
        const verdict = judgeBackfill(now);
        if (verdict.kind === 'end') {
          const some = onFailure === 'stop' && now.failed > 0 ? now.made <= times : now.made === times;
          expect(some).toBe(true);
          return;
        }
        const made = verdict.kind === 'goOn' ? Math.min(times, now.made + verdict.room) : now.made;
        expect(made - now.succeeded - now.failed).toBeLessThanOrEqual(maxParallel);
        const fate = fates.next().value === true ? 'succeeded' : 'failed';
        now = { ...now, made, timesLeft: made < times, [fate]: now[fate] + 1 };
      }
      expect.unreachable('it did not end');
    });
    fc.assert(property);
  });
});

it.each([
  ['none', [true, false, false, false]],
  ['failed', [true, true, false, false]],
  ['all', [true, true, true, true]],
] as const)('runs again, with reprocess %s, what it should', (mode, wanted) => {
  const pasts = [undefined, 'failed', 'succeeded', 'open'] as const;
  expect(pasts.map((past) => isToRun(past, mode))).toEqual(wanted);
});
