import type { IntakeMessage } from '@orrery/contracts';
import { afterEach, expect, it } from 'vitest';
import { PullLimit } from './pull-limit.js';

const plain: IntakeMessage = { v: 1, restForMs: 0, rampMs: 0, rampedForMs: 0, reserved: [] };
const opened: PullLimit[] = [];
afterEach(() => opened.splice(0).forEach((limit) => limit.stop()));

function given(total = 10) {
  const clock = { nowMs: 1_000 };
  const limit = new PullLimit(total, () => clock.nowMs);
  opened.push(limit);
  return { limit, clock };
}

it('holds nothing back until it is told to', async () => {
  const { limit } = given();
  expect([limit.slots, limit.isPlain]).toEqual([10, true]);
  limit.learn(plain);
  await limit.told;
  expect(limit.slots).toBe(10);
});

it('grows during a slow start, and is over by itself', () => {
  const { limit, clock } = given();
  limit.learn({ ...plain, rampMs: 1_000, rampedForMs: 200 });
  expect(limit.slots).toBe(2);
  clock.nowMs += 300;
  expect(limit.slots).toBe(5);
  clock.nowMs += 500;
  expect([limit.slots, limit.isPlain]).toEqual([10, true]);
});

it('takes nothing while it rests', () => {
  const { limit, clock } = given();
  limit.learn({ ...plain, restForMs: 500 });
  expect(limit.slots).toBe(0);
  expect(limit.unreserved).toBe(10);
  clock.nowMs += 500;
  expect(limit.slots).toBe(10);
});

it('leaves reserved slots alone, each until its own end, and never more than there are', () => {
  const { limit, clock } = given(4);
  limit.learn({
    ...plain,
    reserved: [
      { slots: 1, forMs: 100 },
      { slots: 2, forMs: 200 },
    ],
  });
  expect([limit.slots, limit.unreserved]).toEqual([1, 1]);
  clock.nowMs += 100;
  expect(limit.slots).toBe(2);
  clock.nowMs += 100;
  expect(limit.isPlain).toBe(true);
  limit.learn({ ...plain, reserved: [{ slots: 9, forMs: 100 }] });
  expect(limit.slots).toBe(0);
});

it('counts what a workflow run uses of its reserved slots as used, and keeps them free again at once when it ends', () => {
  const { limit } = given(4);
  limit.learn({ ...plain, reserved: [{ slots: 2, forMs: 100, workflowRunId: 'w1' }] });
  expect(limit.slots).toBe(2);
  expect([limit.unreserved, limit.unreservedFor('w1'), limit.unreservedFor('w2')]).toEqual([2, 4, 2]);
  limit.noteUse('w1', 1);
  expect([limit.slots, limit.unreserved]).toEqual([3, 3]);
  limit.noteUse('w1', 2);
  expect(limit.slots).toBe(4);
  limit.noteUse('other', 1);
  limit.noteUse('w1', -3);
  expect(limit.slots).toBe(2);
});
