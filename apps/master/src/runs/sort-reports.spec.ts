import type { ReportMessage } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import type { RunRow } from '../persistence/stores/run-row.js';
import { given } from '../testing/specimens.js';
import { sortReports } from './sort-reports.js';

const run = (over: Partial<RunRow> = {}) => given.run({ id: 'r', state: 'running', worker_id: 'w', ...over });
const report = (kind: ReportMessage['kind'], over: object = {}) => {
  const head = { v: 1, id: `${kind}`, runId: 'r', attempt: 1, workerId: 'w', workerEpoch: 'e', at: '' };
  return { ...head, kind, progress: 0, message: null, outcome: 'succeeded', ...over } as ReportMessage;
};
const sort = (row: RunRow, ...reports: ReportMessage[]) => sortReports(reports, new Map([[row.id, row]]));

describe('sortReports', () => {
  it('takes the whole life of an attempt out of one batch', () => {
    const life = [report('started'), report('progress'), report('overdue'), report('finished')];
    const samples = report('samples');
    const sorted = sort(run({ state: 'dispatched', worker_id: null }), samples, ...life);
    expect(sorted).toMatchObject({ samples: [samples] });
    expect(sorted).toMatchObject({ started: [life[0]], progress: [life[1]], overdue: [life[2]] });
    expect(sorted).toMatchObject({ finished: [life[3]], stale: [] });
  });

  it.each<[string, Partial<RunRow>]>([
    ['of another attempt', { attempt: 2 }],
    ['of a run that waits for its next attempt', { state: 'pending' }],
    ['of a run that has ended', { state: 'failed' }],
    ['of a worker that does not have it', { worker_id: 'other' }],
    ['of a run nobody knows', { id: 'unknown' }],
  ])('calls a report %s stale', (_, over) => {
    expect(sort(run(over), report('finished')).stale).toHaveLength(1);
  });

  it('gives an attempt that two workers report to the first', () => {
    const rival = report('started', { workerId: 'rival' });
    const sorted = sort(run({ state: 'dispatched', worker_id: null }), report('started'), rival);
    expect(sorted).toMatchObject({ started: [{ workerId: 'w' }], stale: [rival] });
  });

  it('counts the first end only, and the newest progress', () => {
    const [first, again] = [report('finished', { id: '1' }), report('finished', { id: '2' })];
    expect(sort(run(), first, again)).toMatchObject({ finished: [first], stale: [again] });
    const [half, most] = [report('progress', { progress: 0.5 }), report('progress', { progress: 0.9 })];
    expect(sort(run(), half, most).progress).toEqual([most]);
  });

  it('keeps all checkpoints, but for those that came after the end', () => {
    const [first, second] = [report('checkpoint', { value: 1 }), report('checkpoint', { value: 2 })];
    const late = report('checkpoint', { value: 3 });
    const sorted = sort(run(), first, second, report('finished'), late);
    expect(sorted).toMatchObject({ checkpoints: [first, second], stale: [late] });
  });

  it('takes a repeated start for what it is', () => {
    expect(sort(run(), report('started'))).toMatchObject({ started: [], stale: [] });
  });
});
