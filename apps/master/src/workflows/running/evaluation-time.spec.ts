import { describe, expect, it } from 'vitest';
import { EvaluationTime } from './evaluation-time.js';

describe('the time for expressions', () => {
  let nowMs = 0;
  const work = (time: EvaluationTime, ms: number) => time.spend(() => (nowMs += ms));

  it('is up when they have taken half a second together, failed ones too', () => {
    const time = new EvaluationTime(() => nowMs);
    work(time, 300);
    expect(time.isUp).toBe(false);
    const fail = () => {
      nowMs += 201;
      throw new Error('wrong');
    };
    expect(() => time.spend(fail)).toThrow('wrong');
    expect(time.isUp).toBe(true);
  });

  it('is not up by what is waited for between them, unless it takes very long', () => {
    const time = new EvaluationTime(() => nowMs);
    for (let n = 0; n < 9; n += 1) {
      nowMs += 1_000;
      work(time, 1);
    }
    expect(time.isUp).toBe(false);
    nowMs += 1_000;
    expect(time.isUp).toBe(true);
  });
});
