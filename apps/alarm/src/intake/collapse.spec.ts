import { describe, expect, it } from 'vitest';
import { given } from '../testing/given.js';
import { collapse } from './collapse.js';

const now = new Date('2026-03-01T10:00:30.000Z');
const pace = { settleMs: 1_000, leastIntervalMs: 60_000, giveUpAfterMs: 86_400_000 };
const at = (text: string) => new Date(text);

describe('collapse', () => {
  it('notifies of the first failure as soon as it has settled', () => {
    const verdict = collapse(undefined, given.incident(), now, pace);
    expect(verdict).toEqual({ kind: 'send', dueAt: at('2026-03-01T10:00:31.000Z') });
  });

  it('joins a failure to the notification that still waits, and names both runs', () => {
    const first = given.incident({ runId: 'run-1', at: '2026-03-01T10:00:00.000Z' });
    const second = given.incident({ runId: 'run-2', at: '2026-03-01T10:00:20.000Z' });
    const waiting = given.notification({ content: { incident: first, otherRunIds: ['run-0'] } });
    const verdict = collapse(waiting, second, now, pace);
    expect(verdict).toMatchObject({
      kind: 'join',
      id: waiting.id,
      content: { incident: { runId: 'run-2' }, otherRunIds: ['run-0', 'run-1'] },
    });
  });

  it('keeps showing the newest failure when an older one arrives late', () => {
    const newer = given.incident({ runId: 'newer', at: '2026-03-01T10:00:20.000Z' });
    const older = given.incident({ runId: 'older', at: '2026-03-01T10:00:10.000Z' });
    const waiting = given.notification({ content: { incident: newer, otherRunIds: [] } });
    const content = { incident: { runId: 'newer' }, otherRunIds: ['older'] };
    expect(collapse(waiting, older, now, pace)).toMatchObject({ kind: 'join', content });
  });

  it('holds the next notification back until a minute after the last one', () => {
    for (const state of ['sending', 'sent', 'failed'] as const) {
      const last = given.notification({ state, lastTryAt: at('2026-03-01T10:00:10.000Z') });
      const dueAt = at('2026-03-01T10:01:10.000Z');
      expect(collapse(last, given.incident(), now, pace)).toEqual({ kind: 'send', dueAt });
    }
  });

  it('does not wait when the last one is long past', () => {
    const last = given.notification({ state: 'sent', lastTryAt: at('2026-03-01T08:00:00.000Z') });
    const dueAt = at('2026-03-01T10:00:31.000Z');
    expect(collapse(last, given.incident(), now, pace)).toEqual({ kind: 'send', dueAt });
  });
});
