import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Attempt } from '../executing/attempt.js';
import type { AttemptLog } from '../logs/attempt-log.js';
import { dispatchOf } from '../testing/dispatch-of.js';
import { silent } from '../testing/use-workers.js';
import { Lease } from './lease.js';
import { SelfFence } from './self-fence.js';

let nowMs = 0;
let lease: Lease;
const intake = { pause: vi.fn(async () => undefined), resume: vi.fn() };
beforeEach(() => {
  vi.clearAllMocks();
  nowMs = 1_000_000;
  lease = new Lease('e-1', () => nowMs);
});

describe('a lease', () => {
  it('counts from when the heartbeat was sent, not from when the grant came', () => {
    nowMs += 9_000;
    lease.renew('e-1', nowMs - 4_000, 15_000);
    expect(lease.remainingMs).toBe(11_000);
  });

  it('is not shortened by a grant that was overtaken, nor by one for a former life', () => {
    lease.renew('e-1', nowMs, 20_000);
    lease.renew('e-1', nowMs - 3_000, 15_000);
    lease.renew('e-0', nowMs, 60_000);
    expect(lease.remainingMs).toBe(20_000);
  });
});

describe('a worker that cannot renew its lease', () => {
  const attempt = (idempotent: boolean, hasBegun = true) => {
    const made = new Attempt(dispatchOf({ idempotent }), {} as AttemptLog);
    if (hasBegun) made.startedAt = new Date(0);
    return made;
  };

  it('ends what must not run twice in time, and nothing else', async () => {
    const attempts = [attempt(false), attempt(true), attempt(false), attempt(false, false)];
    const fence = new SelfFence(lease, { all: () => attempts }, intake, silent);
    lease.renew('e-1', nowMs, 15_000);
    nowMs += 12_499;
    expect(await fence.runOnce()).toEqual({ fenced: 0 });
    nowMs += 1;
    expect(await fence.runOnce()).toEqual({ fenced: 2 });
    expect(attempts.map(({ endReason }) => endReason?.kind)).toEqual([
      'fenced',
      undefined,
      'fenced',
      undefined,
    ]);
    expect(await fence.runOnce()).toEqual({ fenced: 0 });
  });

  it('takes nothing new long before it has to end anything', async () => {
    const own = attempt(false);
    const fence = new SelfFence(lease, { all: () => [own] }, intake, silent);
    lease.renew('e-1', nowMs, 15_000);
    nowMs += 8_000;
    await fence.runOnce();
    expect(intake.pause.mock.calls).toEqual([]);
    nowMs += 1_000;
    expect(await fence.runOnce()).toEqual({ fenced: 0 });
    expect([intake.pause.mock.calls, own.endReason]).toEqual([[['lease']], undefined]);
  });

  it('takes nothing before a master confirmed this life', async () => {
    const fence = new SelfFence(lease, { all: () => [] }, intake, silent);
    await fence.close();
    await fence.runOnce();
    lease.renew('e-0', nowMs, 15_000);
    await fence.runOnce();
    expect([intake.pause.mock.calls, intake.resume.mock.calls]).toEqual([[['lease']], []]);
    lease.renew('e-1', nowMs, 15_000);
    await fence.runOnce();
    expect(intake.resume.mock.calls).toEqual([['lease']]);
  });

  it('takes nothing new until a master confirms it again', async () => {
    const fence = new SelfFence(lease, { all: () => [] }, intake, silent);
    nowMs += 60_000;
    await fence.runOnce();
    await fence.runOnce();
    expect([intake.pause.mock.calls, intake.resume.mock.calls]).toEqual([[['lease']], []]);
    lease.renew('e-1', nowMs, 15_000);
    await fence.runOnce();
    await fence.runOnce();
    expect(intake.resume.mock.calls).toEqual([['lease']]);
  });

  it('gives its processes no longer than the lease lasts', async () => {
    const own = new Attempt(dispatchOf({ killGraceMs: 60_000 }), {} as AttemptLog);
    expect(own.killGraceMs).toBe(60_000);
    own.end({ kind: 'fenced' });
    expect(own.killGraceMs).toBe(1_000);
  });

  it('reads the grants first that waited while its event loop was busy', async () => {
    const own = attempt(false);
    const fence = new SelfFence(lease, { all: () => [own] }, intake, silent);
    nowMs += 60_000;
    const looking = fence.runOnce();
    lease.renew('e-1', nowMs - 1_000, 15_000);
    expect(await looking).toEqual({ fenced: 0 });
    expect(own.endReason).toBeUndefined();
  });
});
