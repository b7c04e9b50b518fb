import type { HeartbeatMessage } from '@orrery/contracts';
import type { Database } from '@orrery/persistence';
import { expect, it } from 'vitest';
import type { HeardBeat } from '../persistence/stores/worker-life.store.js';
import type { ClusterSettings } from '../settings/cluster-settings.js';
import { HeartbeatRegistry } from './heartbeat-registry.js';
import type { LeaseGrants } from './lease-grants.js';
import type { LifeRecords } from './life-records.js';

const beat = (workerId: string, seq: number, state: HeartbeatMessage['state'] = 'up') =>
  ({ workerId, workerEpoch: 'e-1', seq, state, slots: 1, group: 'g' }) as HeartbeatMessage;

function given() {
  const written: string[][] = [];
  let isAway = false;
  const database = { transaction: (work: (session: undefined) => unknown) => work(undefined) };
  const records = {
    heard: async (_: unknown, heard: readonly HeardBeat[]) => {
      if (isAway) throw new Error('away');
      written.push(heard.map((each) => `${each.beat.workerId} ${each.beat.seq}`));
      return { nowAt: new Date(0), beats: [] };
    },
  };
  const grants = { grant: async () => undefined };
  const settings = { current: () => 15_000 };
  const registry = new HeartbeatRegistry(
    database as unknown as Database,
    records as unknown as LifeRecords,
    grants as unknown as LeaseGrants,
    settings as unknown as ClusterSettings,
  );
  return { registry, written, setAway: (away: boolean) => (isAway = away) };
}

it('what could not be written is written the next time, unless something newer came', async () => {
  const { registry, written, setAway } = given();
  registry.take([beat('w-1', 7, 'stopped'), beat('w-2', 3)]);
  setAway(true);
  const failing = registry.flush();
  registry.take([beat('w-2', 4)]);
  await expect(failing).rejects.toThrow('away');
  setAway(false);
  expect(await registry.flush()).toMatchObject({ news: true });
  expect(await registry.flush()).toMatchObject({ news: false });
  expect(written).toEqual([['w-1 7', 'w-2 4'], []]);
});
