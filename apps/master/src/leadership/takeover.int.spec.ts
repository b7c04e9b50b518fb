import type { ChildProcess } from 'node:child_process';
import { eventFeedQueue, type LeaderEvent } from '@orrery/contracts';
import { bestOfThree } from '@orrery/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MasterClient } from '../testing/master-client.js';
import { useMasterProcesses } from '../testing/use-master-processes.js';

const masters = useMasterProcesses();
const processes = new Map<string, ChildProcess>();
const starting = { timeout: 20_000, interval: 50 };

interface Leader {
  readonly holder: string;
  readonly epoch: number;
}

async function leader(): Promise<Leader> {
  const rows = await masters.database.run((session) =>
    session.select<Leader>("SELECT holder, epoch FROM leadership WHERE name = 'master'"),
  );
  if (rows.length === 0) throw new Error('nobody leads yet');
  return rows[0]!;
}

/** Waits until somebody else leads than `before`; how long that took. */
async function takenOver(before: Leader, limitMs: number): Promise<{ tookMs: number; now: Leader }> {
  const startMs = performance.now();
  const now = await vi.waitFor(
    async () => {
      const present = await leader();
      expect(present.holder).not.toBe(before.holder);
      return present;
    },
    { timeout: limitMs, interval: 10 },
  );
  return { tookMs: performance.now() - startMs, now };
}

beforeEach(async () => {
  for (const id of ['m-a', 'm-b']) processes.set(id, masters.start(id));
  await masters.areUp(2);
  await vi.waitFor(async () => expect(processes.has((await leader()).holder)).toBe(true), starting);
}, 120_000);

describe('the leader of the masters', () => {
  it('is succeeded within a second when it is killed, and the change is told', bestOfThree, async () => {
    const told: LeaderEvent[] = [];
    await masters.rabbit.broker.declare(eventFeedQueue('leaders', ['leader.changed']));
    await masters.rabbit.broker.consume('feed.leaders', { prefetch: 10 }, async ([delivery]) => {
      told.push(delivery!.body as LeaderEvent);
      delivery!.ack();
    });
    const before = await leader();
    processes.get(before.holder)!.kill('SIGKILL');
    const { tookMs, now } = await takenOver(before, 5_000);
    expect(tookMs).toBeLessThan(1_000);
    expect(now.epoch).toBeGreaterThan(before.epoch);
    const client = new MasterClient(masters.rabbit.broker, 'any');
    await vi.waitFor(async () => {
      const { items } = await client.calls.call('master.list', { query: {} });
      expect(items.find(({ id }) => id === now.holder)).toMatchObject({
        state: 'up',
        leader: true,
        leaderEpoch: now.epoch,
      });
      expect(items.find(({ id }) => id === before.holder)).toMatchObject({ leader: false });
    }, 3_000);
    await vi.waitFor(
      () => expect(told.at(-1)).toMatchObject({ masterId: now.holder, before: before.holder }),
      3_000,
    );
  });

  it('is succeeded while it stops in good order', bestOfThree, async () => {
    const before = await leader();
    processes.get(before.holder)!.kill('SIGTERM');
    const { now } = await takenOver(before, 10_000);
    expect(now.epoch).toBeGreaterThan(before.epoch);
  });

  it(
    'is succeeded within six seconds when it stands still, and does not take itself for the leader when it goes on',
    bestOfThree,
    async () => {
      const before = await leader();
      const stopped = processes.get(before.holder)!;
      stopped.kill('SIGSTOP');
      const { tookMs, now } = await takenOver(before, 10_000);
      expect(tookMs).toBeLessThan(6_000);
      stopped.kill('SIGCONT');
      const watchedUntilMs = performance.now() + 2_000;
      await vi.waitFor(
        async () => {
          expect(await leader()).toEqual(now);
          if (performance.now() < watchedUntilMs) throw new Error('not watched long enough');
        },
        { timeout: 4_000, interval: 50 },
      );
    },
  );
});
