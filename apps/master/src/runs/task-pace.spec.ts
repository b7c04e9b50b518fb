import type { FinishedReport } from '@orrery/contracts';
import { expect, it } from 'vitest';
import { pacesOf } from './task-pace.js';

const at = (ms: number) => new Date(ms).toISOString();
const ended = (runId: string, workerId: string, startMs: number | null, endMs: number): FinishedReport => ({
  v: 1,
  kind: 'finished',
  id: `${runId}-end`,
  runId,
  attempt: 1,
  workerId,
  workerEpoch: 'e',
  at: at(endMs),
  outcome: 'succeeded',
  startedAt: startMs === null ? null : at(startMs),
  exitCode: 0,
  result: null,
  failure: null,
});

it('tells tasks and workers apart, and leaves out what never began', () => {
  const rows = new Map([
    ['a', { task_id: 't1' }],
    ['b', { task_id: 't1' }],
    ['c', { task_id: 't1' }],
    ['d', { task_id: 't2' }],
    ['e', { task_id: 't2' }],
  ]);
  const reports = [
    ended('a', 'w1', 0, 10),
    ended('b', 'w1', 10, 30),
    ended('c', 'w2', 0, 100),
    ended('d', 'w1', 5, 6),
    ended('e', 'w1', null, 1_000),
  ];
  expect(pacesOf(reports, rows)).toEqual([
    { taskId: 't1', ended: { count: 2, spanMs: 20, tookMs: 15 } },
    { taskId: 't1', ended: { count: 1, spanMs: 0, tookMs: 100 } },
    { taskId: 't2', ended: { count: 1, spanMs: 0, tookMs: 1 } },
  ]);
});
