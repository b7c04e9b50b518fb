import type { Letter } from './letter.js';

/** What became of one try to deliver. */
export type DeliveryOutcome =
  | { readonly kind: 'sent'; readonly note: string }
  /** Not now: the other side is away or asks to come back. */
  | { readonly kind: 'retry'; readonly reason: string }
  /** Never: this receiver, or this letter, is not taken. */
  | { readonly kind: 'refused'; readonly reason: string };

/** A way to reach people. It judges its own errors; `deliver` does not throw for what the other side does. */
export abstract class Channel {
  abstract deliver(letter: Letter): Promise<DeliveryOutcome>;
  /** Closes its connections. Closing twice is fine. */
  abstract close(): Promise<void>;
}
