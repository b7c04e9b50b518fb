import type { Clock } from '@orrery/domain';
import { Loop, newId, type Lifecycle, type LoopRegistry, type Logger } from '@orrery/runtime';
import type { Channel } from '../channels/channel.js';
import type { Storage } from '../storage/storage.js';
import type { LetterWriter } from './letter-writer.js';
import { NotificationSender } from './notification-sender.js';
import { SendingLeases } from './sending-leases.js';
import type { TryVerdict } from './after-try.js';

export interface NotifyingParts {
  readonly nodeId: string;
  readonly storage: Storage;
  readonly writer: LetterWriter;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lifecycle: Lifecycle;
  readonly registry: LoopRegistry;
  readonly pace: SendingPace;
  readonly onTried: (verdict: TryVerdict['kind']) => void;
}

export interface SendingPace {
  readonly batchSize: number;
  readonly intervalMs: number;
  /** How long a dead sender keeps others from its notifications. */
  readonly leaseMs: number;
}

export const defaultSendingPace: SendingPace = { batchSize: 10, intervalMs: 500, leaseMs: 30_000 };

/** A batch that ends in no such time is a fault (timeouts of the channel end each try far earlier). */
const STALLED_AFTER_MS = 300_000;

/** Starts the loops that send notifications and keep their leases, and registers how they stop: sending first. */
export function startNotifying(parts: NotifyingParts): void {
  const { storage, logger, lifecycle, registry, pace, channel } = parts;
  const abandon = new AbortController();
  const leases = new SendingLeases(storage, `${parts.nodeId}/${newId()}`, pace.leaseMs);
  const sender = new NotificationSender({
    ...parts,
    leases,
    batchSize: pace.batchSize,
    stopping: lifecycle.signal,
    abandon: abandon.signal,
  });
  const renewing = new Loop({
    name: 'notification-leases',
    intervalMs: Math.ceil(pace.leaseMs / 3),
    step: () => leases.runOnce(),
    logger,
    registry,
  });
  const sending = new Loop({
    name: 'notification-sender',
    intervalMs: pace.intervalMs,
    step: () => sender.runOnce(),
    stalledAfterMs: STALLED_AFTER_MS,
    logger,
    registry,
  });
  lifecycle.onStop('channel', () => channel.close());
  lifecycle.onStop('notification leases', () => renewing.stop());
  lifecycle.onStop('unrecorded results', () => abandon.abort(new Error('the service stops')));
  lifecycle.onStop('notification sender', () => sending.stop());
  renewing.start();
  sending.start();
}
