import type { Delivery } from './broker.js';

/** A delivery that knows whether its handler has settled it. */
export interface TrackedDelivery extends Delivery {
  readonly settled: boolean;
}
