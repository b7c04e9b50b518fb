import type { FinishedReport } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import { keepable } from './keepable-report.js';

function report(over: Partial<FinishedReport> = {}): FinishedReport {
  return {
    ...{ v: 1, id: 'r-1', runId: 'run-1', attempt: 1, workerId: 'w-1', workerEpoch: 'e', kind: 'finished' },
    ...{ at: '2026-01-01T00:00:00.000Z', outcome: 'succeeded', startedAt: null, exitCode: 0 },
    ...{ result: null, failure: null, ...over },
  };
}

const large = 'x'.repeat(1_048_577);

describe('keepable', () => {
  it.each([[null], [undefined], [0], [''], [{ a: [1] }]])(
    'leaves a report with the result %j as it is',
    (result) => {
      const fine = report({ result });
      expect(keepable(fine)).toBe(fine);
    },
  );

  it('leaves what is no end as it is', () => {
    const progress = { ...report(), kind: 'progress', progress: 0.5, message: null } as const;
    expect(keepable(progress)).toBe(progress);
  });

  it('makes a failure of a success whose result cannot be kept', () => {
    expect(keepable(report({ result: large }))).toEqual(
      report({
        outcome: 'failed',
        failure: {
          kind: 'output',
          message: 'the result of the attempt is longer than 1048576 bytes of JSON (it has 1048579)',
        },
      }),
    );
  });

  it('drops such a result of what has failed anyway', () => {
    const failure = { kind: 'http_status', message: '500' } as const;
    const failed = report({ outcome: 'failed', exitCode: null, failure });
    expect(keepable({ ...failed, result: large })).toEqual(failed);
  });

  it('shortens the message of a failure', () => {
    const failure = { kind: 'handler', message: large } as const;
    const kept = keepable(report({ outcome: 'failed', failure })) as FinishedReport;
    expect(kept.failure?.message).toHaveLength(10_000);
    expect(kept.failure?.message.endsWith('x…')).toBe(true);
  });
});
