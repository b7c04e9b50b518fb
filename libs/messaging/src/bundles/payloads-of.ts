import type { Delivery } from '../broker/broker.js';

/** What a message carries: its one payload, or those of a bundle. No payload of the catalogue is itself an array. */
export function payloadsOf({ body }: Pick<Delivery, 'body'>): readonly unknown[] {
  return Array.isArray(body) ? body : [body];
}
