import type { StartedReport } from '@orrery/contracts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HeldStarts } from './held-starts.js';

const start = (runId: string): StartedReport => ({
  v: 1,
  kind: 'started',
  id: `start-${runId}`,
  runId,
  attempt: 1,
  workerId: 'w',
  workerEpoch: 'e',
  at: '2026-01-01T00:00:00.000Z',
});

describe('HeldStarts', () => {
  const opened: HeldStarts[] = [];
  afterEach(() => opened.splice(0).forEach((starts) => starts.stop()));
  const starts = (holdMs: number, onDue = () => undefined as void) => {
    const made = new HeldStarts(onDue, holdMs);
    opened.push(made);
    return made;
  };

  it('tells of a start when it has been held long enough, the oldest first', async () => {
    const due = new Promise<void>((resolve) => {
      const held = starts(5, resolve);
      held.hold(start('a'));
      held.hold(start('b'));
    });
    await due;
    await vi.waitFor(() => expect(opened[0]!.takeDue().map(({ runId }) => runId)).toContain('b'));
    expect(opened[0]!.takeDue()).toEqual([]);
  });

  it('never tells of a start that was taken, and takes it once', async () => {
    const held = starts(0);
    held.hold(start('a'));
    expect(held.take({ runId: 'a', attempt: 2 })).toBeUndefined();
    expect(held.take({ runId: 'a', attempt: 1 })).toEqual(start('a'));
    expect(held.take({ runId: 'a', attempt: 1 })).toBeUndefined();
    expect(held.takeDue()).toEqual([]);
  });

  it('keeps what is not due', () => {
    const held = starts(60_000);
    held.hold(start('a'));
    expect(held.takeDue()).toEqual([]);
    expect(held.take({ runId: 'a', attempt: 1 })).toEqual(start('a'));
  });
});
