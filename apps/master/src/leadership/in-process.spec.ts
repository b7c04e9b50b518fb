import { InProcessBroker, ServiceClient } from '@orrery/messaging';
import { createLogger } from '@orrery/runtime';
import { expect, it, vi } from 'vitest';
import { readMasterConfig } from '../config.js';
import { startMaster } from '../start-master.js';

it('in standalone the one master leads, and does what a leader does', async () => {
  const logger = createLogger('test', 'silent');
  const broker = new InProcessBroker({ logger });
  const config = readMasterConfig({ ORRERY_NODE_ID: 'm-only' });
  const app = await startMaster(config, { broker, databaseUrl: 'sqlite::memory:', logger });
  const calls = new ServiceClient(broker);
  await vi.waitFor(
    async () => {
      const { items } = await calls.call('master.list', { query: {} });
      expect(items).toMatchObject([{ id: 'm-only', state: 'up', leader: true, leaderEpoch: 1 }]);
      const { checks } = await calls.call('cluster.consistency', {});
      expect(checks.filter(({ checkedAt }) => checkedAt !== null).length).toBeGreaterThan(3);
    },
    { timeout: 20_000, interval: 100 },
  );
  await app.stop();
  await broker.close();
}, 30_000);
