import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFailure,
  afterSuccess,
  breakerAdmits,
  closedBreaker,
  defaultBreakerPolicy as policy,
  trying,
  type Breaker,
} from './circuit-breaker.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const at = (ms: number) => new Date(start.getTime() + ms);

function failing(times: number, from: Breaker = closedBreaker): Breaker {
  let breaker = from;
  for (let n = 0; n < times; n += 1) breaker = afterFailure(breaker, start, policy);
  return breaker;
}

describe('a circuit breaker', () => {
  it('pauses a little longer after each failure, and opens after the third', () => {
    expect(failing(1)).toMatchObject({ state: 'closed', until: at(500) });
    expect(failing(2)).toMatchObject({ state: 'closed', until: at(1_000) });
    expect(failing(3)).toMatchObject({ state: 'open', until: at(5_000), openings: 1 });
    expect(breakerAdmits(failing(1), at(499))).toBe('no');
    expect(breakerAdmits(failing(1), at(500))).toBe('yes');
  });

  it('lets one attempt try when its time is over, and another one when nothing came of that', () => {
    const open = failing(3);
    expect(breakerAdmits(open, at(4_999))).toBe('no');
    expect(breakerAdmits(open, at(5_000))).toBe('try');
    const out = trying(open, at(5_000), policy);
    expect(breakerAdmits(out, at(5_001))).toBe('no');
    expect(breakerAdmits(out, at(5_000 + policy.tryMs))).toBe('try');
  });

  it('opens for twice as long each time the try fails, up to a limit, and closes with a success', () => {
    let breaker = failing(3);
    const lengths = Array.from({ length: 10 }, () => {
      const now = breaker.until!;
      breaker = afterFailure(trying(breaker, now, policy), now, policy);
      return breaker.until!.getTime() - now.getTime();
    });
    expect(lengths).toEqual([10, 20, 40, 80, 160, 300, 300, 300, 300, 300].map((each) => each * 1_000));
    expect(afterSuccess()).toEqual(closedBreaker);
  });

  it('never sends a dead worker more than a few attempts, however often it is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), (everyMs) => {
        let breaker: Breaker = closedBreaker;
        let sent = 0;
        for (let now = 0; now < 60_000; now += everyMs) {
          const word = breakerAdmits(breaker, at(now));
          if (word === 'no') continue;
          sent += 1;
          breaker = afterFailure(
            word === 'try' ? trying(breaker, at(now), policy) : breaker,
            at(now),
            policy,
          );
        }
        expect(sent).toBeLessThanOrEqual(7);
      }),
    );
  });

  it('counts a task that cannot be started once: one faulty task takes no worker out', () => {
    let breaker: Breaker = closedBreaker;
    for (let n = 0; n < 50; n += 1) breaker = afterFailure(breaker, start, policy, 'faulty');
    expect(breaker).toMatchObject({ state: 'closed', failures: 1 });
    for (const taskId of ['second', 'third']) breaker = afterFailure(breaker, start, policy, taskId);
    expect(breaker.state).toBe('open');
  });

  it('is not opened for longer by failures of attempts that were out before it opened', () => {
    const open = failing(3);
    expect(failing(20, open)).toMatchObject({ state: 'open', until: open.until, openings: 1 });
  });
});
