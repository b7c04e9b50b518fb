import { describe, expect, it } from 'vitest';
import { overdueAfterMs, whySchedule, type ScheduleSnapshot } from './why-schedule.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const healthy: ScheduleSnapshot = {
  now,
  state: 'active',
  trigger: { kind: 'fixedRate', everyMs: 60_000 },
  overlap: 'ALLOW',
  startAt: null,
  nextFireAt: after(30_000),
  targetKind: 'task',
  taskId: 't',
  taskExists: true,
  pauses: [],
  awaitedRunId: null,
  open: [],
  queued: [],
  opensAt: null,
};
const why = (over: Partial<ScheduleSnapshot>) => whySchedule({ ...healthy, ...over });
const codes = (over: Partial<ScheduleSnapshot>) => why(over).map(({ code }) => code);

describe('whySchedule', () => {
  it('says when it fires next, when nothing is in its way', () => {
    expect(why({})).toEqual([
      { code: 'fires_next', message: 'it fires next at 2026-03-01T12:00:30.000Z', until: after(30_000) },
    ]);
  });

  it('names pauses from the widest to the narrowest', () => {
    const pauses = [
      { scope: 'cluster' },
      { scope: 'project', project: 'p' },
      { scope: 'task', taskId: 't' },
    ] as const;
    expect(codes({ pauses, state: 'paused', nextFireAt: null })).toEqual([
      'cluster_paused',
      'project_paused',
      'schedule_paused',
      'task_paused',
    ]);
    expect(why({ pauses: [pauses[1]] })[0]).toMatchObject({ code: 'project_paused', project: 'p' });
    expect(why({ pauses: [pauses[2]] })[0]).toMatchObject({ code: 'task_paused', taskId: 't' });
  });

  it('says that it is over, or that its task is gone', () => {
    expect(codes({ state: 'exhausted', nextFireAt: null })).toEqual(['exhausted']);
    expect(codes({ taskExists: false })).toEqual(['task_deleted', 'fires_next']);
  });

  it('calls a workflow what it is', () => {
    const over = { targetKind: 'workflow', pauses: [{ scope: 'task', taskId: 't' }] } as const;
    expect(why({ ...over, taskExists: false })).toMatchObject([
      { code: 'task_deleted', message: 'its workflow was deleted' },
      {
        code: 'task_paused',
        message: 'the workflow is paused: planned times are skipped until it is resumed',
      },
      { code: 'fires_next' },
    ]);
  });

  it('says from when on it fires', () => {
    const startAt = after(3_600_000);
    expect(why({ startAt, nextFireAt: startAt })[0]).toMatchObject({ code: 'before_start', until: startAt });
    expect(codes({ startAt: after(-1) })).toEqual(['fires_next']);
    const opensAt = after(7_200_000);
    expect(why({ opensAt })[0]).toMatchObject({ code: 'outside_daily_window', until: opensAt });
  });

  it('names the run that is waited for', () => {
    const trigger = { kind: 'fixedDelay', everyMs: 5_000 } as const;
    expect(why({ trigger, awaitedRunId: 'r', nextFireAt: null })).toEqual([
      {
        code: 'waits_for_run',
        message: 'run r has not ended; the next one follows 5000 ms after its end',
        runId: 'r',
      },
    ]);
    const [turn] = why({ overlap: 'QUEUE_ALL', open: ['r'], queued: ['s', 't'] });
    expect(turn).toEqual({
      code: 'waits_for_turn',
      message: 'run r has not ended; 2 more wait for it: what fires now waits',
      runId: 'r',
    });
    expect(why({ overlap: 'SKIP', open: ['r'] })[0]!.message).toBe(
      'run r has not ended: what fires now is skipped',
    );
    expect(codes({ overlap: 'ALLOW', open: ['r'] })).toEqual(['fires_next']);
  });

  it('names what is waited for instead of a time', () => {
    const waiting = { nextFireAt: null };
    expect(codes({ ...waiting, trigger: { kind: 'event', event: 'closed' } })).toEqual(['waits_for_event']);
    const [cause] = why({ ...waiting, trigger: { kind: 'dependency', taskId: 'u' } });
    expect(cause).toMatchObject({ code: 'waits_for_success', taskId: 'u' });
    expect(codes({ ...waiting, trigger: { kind: 'event', event: 'closed' }, state: 'paused' })).toEqual([
      'schedule_paused',
    ]);
  });

  it('admits that nobody plans it', () => {
    expect(codes({ nextFireAt: after(-overdueAfterMs) })).toEqual(['fires_next']);
    expect(codes({ nextFireAt: after(-overdueAfterMs - 1) })).toEqual(['overdue']);
  });
});
