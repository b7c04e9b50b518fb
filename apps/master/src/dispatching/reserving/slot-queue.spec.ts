import type { Session } from '@orrery/persistence';
import { SettableClock } from '@orrery/testing';
import { expect, it, vi } from 'vitest';
import type { RunStore } from '../../persistence/stores/run.store.js';
import type { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';
import type { ClusterSettings } from '../../settings/cluster-settings.js';
import { SlotQueue } from './slot-queue.js';

const session = {} as Session;

it('passes over those that want more than there is, for a while, once there are more than can be seen at once', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const ids = Array.from({ length: 1_001 }, (_, n) => `r${String(n).padStart(4, '0')}`);
  let waiting = ids.slice(0, 999);
  const queue = queueOf((most, except) => waiting.filter((id) => !except.includes(id)).slice(0, most));
  const look = async () => (await queue.lock(session)).map(({ id }) => id);

  queue.passOver(await look());
  expect(await look()).toEqual(waiting);

  waiting = ids;
  queue.passOver(await look());
  expect(await look()).toEqual([ids[1_000]]);
  vi.advanceTimersByTime(10_001);
  expect(await look()).toEqual(ids.slice(0, 1_000));
  vi.useRealTimers();
});

function queueOf(locked: (most: number, except: readonly string[]) => readonly string[]): SlotQueue {
  const requests = {
    lockWaiting: (_: Session, most: number, except: readonly string[]) =>
      Promise.resolve(locked(most, except).map((run_id) => ({ run_id, wants: '[]' }))),
  };
  const runs = {
    findAll: (_: Session, ids: readonly string[]) =>
      Promise.resolve(ids.map((id) => ({ id, state: 'pending', priority: 0, due_at: new Date(0) }))),
  };
  return new SlotQueue(
    requests as unknown as SlotRequestStore,
    runs as unknown as RunStore,
    { current: () => 60_000 } as unknown as ClusterSettings,
    new SettableClock(new Date(1)),
  );
}
