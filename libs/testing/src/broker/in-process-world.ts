import { InProcessBroker, InProcessHub } from '@orrery/messaging';
import { createLogger } from '@orrery/runtime';
import type { BrokerWorld } from './broker-conformance.js';
import { bareTopology } from './broker-specimens.js';

/** In-process brokers that share one hub, as connections share one server. */
export function inProcessWorld(): BrokerWorld {
  const hub = new InProcessHub(bareTopology);
  const logger = createLogger('test', 'silent');
  const opened: InProcessBroker[] = [];
  return {
    open: async (options) => {
      const broker = new InProcessBroker({ hub, logger, ...options });
      opened.push(broker);
      await broker.connect();
      return broker;
    },
    destroy: async () => {
      await Promise.all(opened.map((broker) => broker.close()));
    },
  };
}
