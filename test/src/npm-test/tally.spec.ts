import { describe, expect, it } from 'vitest';
import { exitCodeOf, sum, summaryLine, tallyOfCheck, tallyOfReport } from '@orrery/scripts/test/tally.mjs';

const report = (counts: Partial<Parameters<typeof tallyOfReport>[0]>) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...counts,
});

describe('the tally of a suite', () => {
  it('counts what the report counts, a todo as skipped', () => {
    const counts = report({ numPassedTests: 5, numPendingTests: 1, numTodoTests: 1 });
    expect(tallyOfReport(counts, 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    const testResults = [{ name: 'a.spec.ts', status: 'failed', assertionResults: [] }];
    expect(tallyOfReport(report({ numPassedTests: 5, testResults }), 1)).toMatchObject({
      passed: 5,
      failed: 1,
    });
  });

  it('fails without a report, without a test, and on an exit code that no test explains', () => {
    expect(tallyOfReport(undefined, 1)).toMatchObject({ failed: 1 });
    expect(tallyOfReport(report({}), 0)).toMatchObject({ failed: 1 });
    expect(tallyOfReport(report({ numPassedTests: 3 }), 1)).toMatchObject({ passed: 3, failed: 1 });
  });
});

describe('the last line', () => {
  it('is the plain sum, with the skipped only when there are any', () => {
    const total = sum([tallyOfCheck(0), tallyOfCheck(1), { passed: 7, failed: 0, skipped: 0 }]);
    expect(summaryLine(total)).toBe('8 passed, 1 failed');
    expect(summaryLine({ ...total, skipped: 2 })).toBe('8 passed, 1 failed, 2 skipped');
  });

  it('goes with a failing exit code for a failure, and on CI for a skipped test too', () => {
    expect(exitCodeOf({ passed: 1, failed: 1, skipped: 0 }, { ci: false })).toBe(1);
    expect(exitCodeOf({ passed: 1, failed: 0, skipped: 1 }, { ci: false })).toBe(0);
    expect(exitCodeOf({ passed: 1, failed: 0, skipped: 1 }, { ci: true })).toBe(1);
  });
});
