import type { CheckpointReport, FinishedReport } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import { checkpointsOf } from './checkpoints-of.js';

const at = new Date(0);
const head = { v: 1, id: 'id', attempt: 2, workerId: 'w', workerEpoch: 'e', at: at.toISOString() } as const;
const stored = (runId: string, value: unknown, sentAt = at, seq?: number): CheckpointReport => {
  return { ...head, runId, kind: 'checkpoint', value, seq, at: sentAt.toISOString() };
};
const ended = (runId: string, checkpoint?: FinishedReport['checkpoint']): FinishedReport => {
  const end = { outcome: 'failed', startedAt: null, exitCode: null, result: null, failure: null } as const;
  return { ...head, ...end, runId, kind: 'finished', ...(checkpoint && { checkpoint }) };
};

describe('checkpointsOf', () => {
  it('takes what a report of the end brings for newer than what was sent before', () => {
    const sorted = {
      checkpoints: [stored('a', 1), stored('b', 1)],
      finished: [ended('a', { value: null }), ended('b'), ended('c', { value: 3 })],
    };
    expect(checkpointsOf(sorted)).toEqual([
      { runId: 'a', attempt: 2, value: null, seq: null, reportedAt: at },
      { runId: 'b', attempt: 2, value: 1, seq: null, reportedAt: at },
      { runId: 'c', attempt: 2, value: 3, seq: null, reportedAt: at },
    ]);
  });

  it('takes the newest of a run, in whatever order they come', () => {
    const checkpoints = [stored('a', 1), stored('a', 3, new Date(2)), stored('a', 2, new Date(1))];
    expect(checkpointsOf({ checkpoints, finished: [] })).toMatchObject([
      { value: 3, reportedAt: new Date(2) },
    ]);
  });

  it('goes by their numbers where they have some, whatever the clock of the worker says', () => {
    const checkpoints = [
      stored('a', 2, new Date(1), 2),
      stored('a', 1, new Date(9), 1),
      stored('b', 1, new Date(9), 1),
    ];
    const finished = [ended('b', { value: 2, seq: 2 })];
    expect(checkpointsOf({ checkpoints, finished })).toMatchObject([
      { runId: 'a', value: 2, seq: 2 },
      { runId: 'b', value: 2, seq: 2 },
    ]);
  });

  it('leaves out what is too long to be kept', () => {
    const sorted = { checkpoints: [stored('a', 'x'.repeat(65_535))], finished: [] };
    expect(checkpointsOf(sorted)).toEqual([]);
  });
});
