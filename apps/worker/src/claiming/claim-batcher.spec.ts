import type { ClaimReply, ClaimRequest } from '@orrery/contracts';
import { InternalError, InvalidError, UnavailableError } from '@orrery/domain';
import { describe, expect, it, vi } from 'vitest';
import { silent } from '../testing/use-workers.js';
import { Lease } from '../fencing/lease.js';
import { ClaimBatcher } from './claim-batcher.js';

const heldLease = { verdict: 'held', held: () => Promise.resolve() } as const;

function given(
  answer: (request: ClaimRequest) => Promise<ClaimReply>,
  lease: Pick<Lease, 'verdict' | 'held'> = heldLease,
) {
  const call = vi.fn(async (_name: string, request: ClaimRequest) => await answer(request));
  const batcher = new ClaimBatcher({ call }, { id: 'w-1', epoch: 'e-1' }, lease, silent);
  const sizes = () => call.mock.calls.map(([, request]) => request.claims.length);
  return { batcher, call, sizes };
}

describe('ClaimBatcher', () => {
  it('asks for claims that meet in one call and tells each its answer', async () => {
    const { batcher, call } = given(async () => ({ granted: ['a', 'c'] }));
    const answers = await Promise.all(['a', 'b', 'c'].map((runId) => batcher.claim(runId, 2)));
    expect(answers).toEqual([true, false, true]);
    expect(call).toHaveBeenCalledOnce();
    expect(call.mock.calls[0]![1]).toEqual({
      workerId: 'w-1',
      workerEpoch: 'e-1',
      claims: [
        { runId: 'a', attempt: 2 },
        { runId: 'b', attempt: 2 },
        { runId: 'c', attempt: 2 },
      ],
    });
  });

  it('does not take the grant of one attempt for that of another of the same run', async () => {
    const { batcher, sizes } = given(async ({ claims }) => ({
      granted: claims.filter(({ attempt }) => attempt === 2).map(({ runId }) => runId),
    }));
    expect(await Promise.all([batcher.claim('a', 1), batcher.claim('a', 2)])).toEqual([false, true]);
    expect(sizes()).toEqual([1, 1]);
  });

  it('keeps a call within its limit', async () => {
    const { batcher, sizes } = given(async ({ claims }) => ({ granted: claims.map(({ runId }) => runId) }));
    const answers = await Promise.all(
      Array.from({ length: 1_200 }, (_, index) => batcher.claim(`r-${index}`, 1)),
    );
    expect(answers.every(Boolean)).toBe(true);
    expect(sizes()).toEqual([500, 500, 200]);
  });

  it('asks again when nobody answered', async () => {
    let calls = 0;
    const { batcher } = given(async () => {
      calls += 1;
      if (calls < 3) throw new UnavailableError('nobody there');
      return { granted: ['a'] };
    });
    expect(await batcher.claim('a', 1)).toBe(true);
    expect(calls).toBe(3);
  });

  it('asks again after a fault of the master, which may have granted before it failed', async () => {
    const { batcher, call } = given(async () => {
      if (call.mock.calls.length === 1) throw new UnavailableError('granted, but the answer was lost');
      if (call.mock.calls.length === 2) throw new InternalError('a fault');
      return { granted: ['a'] };
    });
    expect(await batcher.claim('a', 1)).toBe(true);
  });

  it('takes a refusal of the whole call for a no', async () => {
    const { batcher, call } = given(() => Promise.reject(new InvalidError('not understood')));
    expect(await batcher.claim('a', 1)).toBe(false);
    expect(call).toHaveBeenCalledOnce();
  });

  it('answers no when it is stopped, also to claims that were being asked', async () => {
    const { batcher, call } = given(() => Promise.reject(new UnavailableError('nobody there')));
    const asked = batcher.claim('a', 1);
    await vi.waitUntil(() => call.mock.calls.length > 0);
    batcher.stop();
    expect(await asked).toBe(false);
    expect(await batcher.claim('b', 1)).toBe(false);
  });

  it('asks under a held lease only, and takes no grant that comes when the lease is not held any more', async () => {
    let nowMs = 0;
    const lease = new Lease('e-1', () => nowMs);
    const { batcher, call } = given(async () => {
      // The process stood still while the answer was on its way: by now the run may be somebody else's.
      if (call.mock.calls.length === 1) nowMs += 20_000;
      return { granted: ['a'] };
    }, lease);
    const answer = batcher.claim('a', 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(call).not.toHaveBeenCalled();
    lease.renew('e-1', nowMs, 15_000);
    await vi.waitUntil(() => call.mock.calls.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(call).toHaveBeenCalledOnce();
    lease.renew('e-1', nowMs, 15_000);
    expect(await answer).toBe(true);
    expect(call).toHaveBeenCalledTimes(2);
  });

  it('answers no when it is stopped before it has a lease', async () => {
    const { batcher, call } = given(async () => ({ granted: ['a'] }), new Lease('e-1', () => 0));
    const asked = batcher.claim('a', 1);
    await new Promise((resolve) => setImmediate(resolve));
    batcher.stop();
    expect(await asked).toBe(false);
    expect(call).not.toHaveBeenCalled();
  });
});
