import { describe, expect, it } from 'vitest';
import { afterTry } from './after-try.js';

const now = new Date('2026-03-01T10:00:00.000Z');
const tomorrow = new Date('2026-03-02T10:00:00.000Z');
const away = { kind: 'retry', reason: 'connection refused' } as const;
const delayAfter = (attempts: number, random = 0.5) => {
  const verdict = afterTry(away, { attempts, giveUpAt: tomorrow }, now, random);
  return verdict.kind === 'retry' ? verdict.delayMs : verdict;
};

describe('afterTry', () => {
  it('waits from one second on twice as long each time, five minutes at most', () => {
    expect([1, 2, 3, 9, 10, 500].map((attempts) => delayAfter(attempts))).toEqual([
      1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
    ]);
  });

  it('spreads the wait by a fifth', () => {
    expect([delayAfter(1, 0), delayAfter(1, 1)]).toEqual([800, 1_200]);
  });

  it('gives up when the next try would come too late, and says why', () => {
    const verdict = afterTry(away, { attempts: 300, giveUpAt: now }, now, 0.5);
    expect(verdict).toEqual({ kind: 'failed', reason: 'given up after 300 tries: connection refused' });
  });

  it('tries a refused one never again', () => {
    const outcome = { kind: 'refused', reason: '550 no such user' } as const;
    const verdict = afterTry(outcome, { attempts: 1, giveUpAt: tomorrow }, now, 0.5);
    expect(verdict).toEqual({ kind: 'failed', reason: '550 no such user' });
  });
});
