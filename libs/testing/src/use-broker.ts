import type { RabbitBroker, RabbitBrokerOptions } from '@orrery/messaging';
import type { Topology } from '@orrery/contracts';
import { afterAll, beforeAll } from 'vitest';
import { RabbitWorld } from './broker/rabbit-world.js';

/** A namespace on the real RabbitMQ for one test file, with a connected broker in it. */
export interface UsedBroker {
  readonly broker: RabbitBroker;
  readonly url: string;
  readonly namespace: string;
  /** Another connected broker of the same namespace (another process, as it were); closed at the end as well. */
  open(options?: Partial<RabbitBrokerOptions>): Promise<RabbitBroker>;
}

/** To be called at the top of a `describe` (or file); deletes its queues and exchanges after the tests. */
export function useBroker(topology?: Topology): UsedBroker {
  const world = new RabbitWorld(topology);
  const broker = world.broker();
  beforeAll(() => broker.connect());
  afterAll(() => world.destroy());
  return { broker, url: world.url, namespace: world.namespace, open: (options) => world.open(options) };
}
