import { describe, expect, it } from 'vitest';
import type { NodeSpanRow } from '../../persistence/stores/node-span.store.js';
import { ranNodes } from './ran-nodes.js';

const at = (ms: number) => new Date(1_772_323_200_000 + ms);
const madeAt = { rerun_of: null, created_at: at(0) };

/** A node with a run that was queued for 10 ms and ran for 30. */
function row(over: Partial<NodeSpanRow> = {}): NodeSpanRow {
  return {
    id: 'w1.00007',
    workflow_run_id: 'w1',
    state: 'succeeded',
    started_at: at(100),
    finished_at: at(140),
    attempt: 1,
    run_started_at: at(110),
    run_finished_at: at(138),
    ...over,
  };
}

const only = (over: Partial<NodeSpanRow>) => [...ranNodes(madeAt, [row(over)]).values()][0]!;

describe('a node that has run', () => {
  it('was queued until its run had begun', () => {
    expect(ranNodes(madeAt, [row()])).toEqual(
      new Map([[7, { startedAt: at(100), endedAt: at(140), queuedMs: 10, runningMs: 30, isRetried: false }]]),
    );
    expect(only({ attempt: 2 }).isRetried).toBe(true);
  });

  it('was running all the time where it has no run', () => {
    const none = { attempt: null, run_started_at: null, run_finished_at: null };
    expect(only(none)).toMatchObject({ queuedMs: null, runningMs: 40, isRetried: false });
  });

  it('was queued all the time where its run never began', () => {
    expect(only({ run_started_at: null })).toMatchObject({ queuedMs: 40, runningMs: 0 });
  });

  it('has no times below nothing, whatever the clocks said', () => {
    expect(only({ run_started_at: at(90) })).toMatchObject({ queuedMs: 0, runningMs: 40 });
    expect(only({ run_started_at: at(150) })).toMatchObject({ queuedMs: 40, runningMs: 0 });
    expect(only({ finished_at: at(90) })).toMatchObject({ queuedMs: 0, runningMs: 0 });
  });

  it('ended with its run when it was undone later', () => {
    const undone = { state: 'compensated', finished_at: at(900) } as const;
    expect(only(undone).endedAt).toEqual(at(138));
    expect(only({ ...undone, run_finished_at: null }).endedAt).toEqual(at(900));
  });

  it('is not counted where a rerun took it over', () => {
    const rerun = { rerun_of: 'w0', created_at: at(140) };
    expect(ranNodes(rerun, [row()]).size).toBe(0);
    expect(ranNodes(rerun, [row({ finished_at: at(141) })]).size).toBe(1);
  });
});
