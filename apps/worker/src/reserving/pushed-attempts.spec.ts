import type { PushMessage } from '@orrery/contracts';
import { expect, it, vi } from 'vitest';
import { Slots } from '../intake/slots.js';
import { dispatchOf } from '../testing/dispatch-of.js';
import { silent } from '../testing/use-workers.js';
import { PushedAttempts } from './pushed-attempts.js';

function given(total: number, unreserved = total) {
  const slots = new Slots(total);
  const limit = { unreserved, unreservedFor: () => total, noteUse: vi.fn() };
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const admit = vi.fn(({ runId }: { runId: string }) => {
    begun.push(runId);
    return Promise.resolve({ ended: new Promise<void>((resolve) => ends.set(runId, resolve)) });
  });
  const pushed = new PushedAttempts(slots, limit, admit, silent);
  return { slots, limit, begun, ends, admit, pushed };
}

function push(over: Parameters<typeof dispatchOf>[0] = {}, more: Partial<PushMessage> = {}): PushMessage {
  return { v: 1, takeWithinMs: 10_000, dispatch: dispatchOf(over), ...more };
}

it('never begins more than there are slots, heavy ones counted, and goes on as slots get free', async () => {
  const { slots, begun, ends, pushed } = given(3);
  const heavy = push({ weight: 2 });
  const other = push({ weight: 2 });
  pushed.take(heavy);
  pushed.take(other);
  expect(begun).toEqual([heavy.dispatch.runId]);
  expect([slots.busy, pushed.waitingSlots, pushed.isWaiting]).toEqual([2, 2, true]);
  await vi.waitUntil(() => ends.has(heavy.dispatch.runId));
  ends.get(heavy.dispatch.runId)!();
  await vi.waitUntil(() => begun.length === 2);
  expect([slots.busy, pushed.isWaiting]).toEqual([2, false]);
});

it('takes a run that is pushed again while it waits once, and one that wants more than there is', () => {
  const { slots, begun, pushed } = given(2);
  pushed.take(push({ weight: 9 }));
  expect(slots.busy).toBe(2);
  const again = push();
  pushed.take(again);
  pushed.take(again);
  expect([begun.length, pushed.waitingSlots]).toEqual([1, 1]);
});

it('does not let light ones past a heavy one', async () => {
  const { begun, ends, pushed } = given(3);
  const [first, heavy, light] = [push({ weight: 2 }), push({ weight: 3 }), push()];
  for (const each of [first, heavy, light]) pushed.take(each);
  expect(begun).toEqual([first.dispatch.runId]);
  await vi.waitUntil(() => ends.has(first.dispatch.runId));
  ends.get(first.dispatch.runId)!();
  await vi.waitUntil(() => begun.length === 2);
  expect(begun[1]).toBe(heavy.dispatch.runId);
});

it('leaves reserved slots to the run they are reserved for, and takes them when they are no more', () => {
  const { limit, begun, pushed } = given(3, 0);
  const plain = push();
  const named = push({ weight: 2 }, { usesReserved: true });
  pushed.take(plain);
  pushed.take(named);
  expect(begun).toEqual([named.dispatch.runId]);
  limit.unreserved = 3;
  pushed.noticeLimit();
  expect(begun).toHaveLength(2);
});

it('forgets what waited too long, what it does not understand, and everything while it is paused for any reason', async () => {
  const { slots, admit, pushed } = given(1);
  pushed.take(push());
  const changes = vi.fn();
  pushed.onChange(changes);
  pushed.take(push({}, { takeWithinMs: 5 }));
  await vi.waitUntil(() => !pushed.isWaiting);
  expect(changes).toHaveBeenCalledTimes(2);
  pushed.take(push({ weight: 0 }));
  pushed.take(push());
  pushed.pause('drain');
  pushed.pause('backlog');
  pushed.resume('drain');
  pushed.take(push());
  expect([pushed.isWaiting, admit.mock.calls.length, slots.busy]).toEqual([false, 1, 1]);
});

it('frees its slots when an attempt cannot be accepted', async () => {
  const { slots, admit, pushed } = given(2);
  admit.mockRejectedValueOnce(new Error('disk full'));
  pushed.take(push({ weight: 2 }));
  await vi.waitUntil(() => slots.busy === 0);
});

it('keeps what waits while the lease is not held, and begins it when it is', () => {
  const { begun, pushed } = given(1);
  pushed.pause('lease');
  pushed.take(push());
  expect([begun.length, pushed.isWaiting]).toEqual([0, true]);
  pushed.resume('lease');
  expect([begun.length, pushed.isWaiting]).toEqual([1, false]);
});

it('notes what attempts of a workflow run fill of its reserved slots, until they end', async () => {
  const { limit, ends, pushed } = given(3, 0);
  const node = push({ weight: 2 }, { usesReserved: true, workflowRunId: 'w1' });
  pushed.take(node);
  expect(limit.noteUse.mock.calls).toEqual([['w1', 2]]);
  await vi.waitUntil(() => ends.has(node.dispatch.runId));
  ends.get(node.dispatch.runId)!();
  await vi.waitUntil(() => limit.noteUse.mock.calls.length === 2);
  expect(limit.noteUse.mock.calls[1]).toEqual(['w1', -2]);
});

it('lets a node that waits at the worker have the next slot reserved for its workflow run', async () => {
  const { limit, begun, ends, pushed } = given(1);
  const [first, next] = [push({}, { workflowRunId: 'w1' }), push({}, { workflowRunId: 'w1' })];
  pushed.take(first);
  pushed.take(next);
  limit.unreserved = 0;
  await vi.waitUntil(() => ends.has(first.dispatch.runId));
  ends.get(first.dispatch.runId)!();
  await vi.waitUntil(() => begun.length === 2);
});
