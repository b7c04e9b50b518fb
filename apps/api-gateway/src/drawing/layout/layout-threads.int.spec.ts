import { UnavailableError } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { layOut } from './lay-out.js';
import type { LayoutPlan } from './layout.js';
import { LayoutThreads } from './layout-threads.js';

/** `count` boxes, each with two edges to boxes before it. */
function tangle(count: number): LayoutPlan {
  const boxes = Array.from({ length: count }, () => ({ width: 180, height: 48 }));
  const edges = boxes.flatMap((_, to) =>
    to < 2
      ? []
      : [
          { from: (to * 7_919) % to, to },
          { from: to - 1 - (to % 2), to },
        ],
  );
  return { boxes, edges, gaps: { along: 60, across: 16 } };
}

const limits = { deadlineMs: 20_000, threads: 1, waiting: 1 };

/** A thread runs built code: `npm test` builds first. */
describe('LayoutThreads', () => {
  it('lays out in a thread as in its own, and lets the event loop go on meanwhile', async () => {
    const plan = tangle(150);
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    const layout = await new LayoutThreads(limits).layOut(plan);
    clearInterval(turning);
    expect(layout).toEqual(layOut(plan));
    expect(turns).toBeGreaterThan(10);
  });

  it('makes a few wait for a thread, and refuses more', async () => {
    const threads = new LayoutThreads(limits);
    const plan = tangle(60);
    const [first, second] = [threads.layOut(plan), threads.layOut(plan)];
    await expect(threads.layOut(plan)).rejects.toThrow(UnavailableError);
    expect(await first).toEqual(await second);
    await expect(threads.layOut(plan)).resolves.toEqual(await first);
  });

  it('gives up at the deadline, says what else there is, and has its thread again', async () => {
    const threads = new LayoutThreads({ ...limits, deadlineMs: 1 });
    const tooLate =
      'The graph of 1000 nodes and 1996 edges was not laid out within 1 ms. The timeline and the list of nodes show workflow runs of any size.';
    await expect(threads.layOut(tangle(1_000))).rejects.toThrow(tooLate);
    await expect(threads.layOut(tangle(1_000))).rejects.toThrow(tooLate);
  });

  it('needs no thread for a small graph', async () => {
    const threads = new LayoutThreads({ deadlineMs: 0, threads: 0, waiting: 0 });
    expect((await threads.layOut(tangle(10))).boxes).toHaveLength(10);
  });
});
