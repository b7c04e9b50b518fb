import { InProcessBroker } from '@orrery/messaging';
import { createLogger } from '@orrery/runtime';
import { readMasterConfig } from './config.js';
import { startMaster } from './start-master.js';
import { masterPath } from './testing/master-path.js';

masterPath('SQLite and the in-process broker', async () => {
  const logger = createLogger('test', 'silent');
  const broker = new InProcessBroker({ logger });
  const config = readMasterConfig({ ORRERY_NODE_ID: 'm1' });
  const start = () => startMaster(config, { broker, databaseUrl: 'sqlite::memory:', logger });
  return { broker, start, close: () => broker.close() };
});
