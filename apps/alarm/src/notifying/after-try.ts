import { backoffDelayMs, type Backoff } from '@orrery/domain';
import type { DeliveryOutcome } from '../channels/channel.js';
import type { Notification } from './notification.js';

const pause: Backoff = { kind: 'exponential', initialMs: 1_000, factor: 2, maxMs: 300_000, jitter: 0.2 };

export type TryVerdict =
  | { readonly kind: 'sent'; readonly note: string }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Decides what follows a try to deliver.
 * @param random uniform in [0, 1), for the jitter.
 */
export function afterTry(
  outcome: DeliveryOutcome,
  { attempts, giveUpAt }: Pick<Notification, 'attempts' | 'giveUpAt'>,
  now: Date,
  random: number,
): TryVerdict {
  switch (outcome.kind) {
    case 'sent':
      return outcome;
    case 'refused':
      return { kind: 'failed', reason: outcome.reason };
    case 'retry': {
      const delayMs = backoffDelayMs(pause, attempts, random);
      if (now.getTime() + delayMs <= giveUpAt.getTime()) return { ...outcome, delayMs };
      return { kind: 'failed', reason: `given up after ${attempts} tries: ${outcome.reason}` };
    }
  }
}
