import type { Broker } from '@orrery/messaging';
import { afterAll, describe } from 'vitest';
import { consumingConformance } from './consuming-conformance.js';
import { publishingConformance } from './publishing-conformance.js';
import { requestConformance } from './request-conformance.js';
import { settlingConformance } from './settling-conformance.js';
import { stoppingConformance } from './stopping-conformance.js';

/** One server as an adapter sees it: each `open` is another connection to it. */
export interface BrokerWorld {
  /** A connected broker; `closeGraceMs` as of the adapter. */
  open(options?: { closeGraceMs?: number }): Promise<Broker>;
  destroy(): Promise<void>;
}

/** What every adapter of the broker port must do. */
export function brokerConformance(adapter: string, world: BrokerWorld): void {
  describe(`${adapter} is a broker`, () => {
    afterAll(() => world.destroy());
    publishingConformance(world);
    consumingConformance(world);
    settlingConformance(world);
    requestConformance(world);
    stoppingConformance(world);
  });
}
