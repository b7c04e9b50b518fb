import { Clock } from '@orrery/domain';
import { messageOf, retryWithBackoff, type Logger } from '@orrery/runtime';
import type { Channel, DeliveryOutcome } from '../channels/channel.js';
import type { Storage } from '../storage/storage.js';
import { afterTry, type TryVerdict } from './after-try.js';
import type { LetterWriter } from './letter-writer.js';
import type { Notification } from './notification.js';
import type { NotificationStore } from './notification.store.js';
import type { SendingLeases } from './sending-leases.js';

export interface SenderParts {
  readonly storage: Storage;
  readonly leases: SendingLeases;
  readonly writer: LetterWriter;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Notifications sent at the same time. */
  readonly batchSize: number;
  /** Aborted when nothing more is to be begun. */
  readonly stopping: AbortSignal;
  /** Aborted when the process goes away whether or not the last results are recorded. */
  readonly abandon: AbortSignal;
  readonly onTried?: (verdict: TryVerdict['kind']) => void;
}

export type SendTally = Readonly<Record<TryVerdict['kind'], number>>;

/** Empties the outbox: leases what is due, sends it, records what became of it. Any number of nodes do so at once. */
export class NotificationSender {
  constructor(private readonly parts: SenderParts) {}

  /** Goes on until nothing more is due, or the node stops. */
  async runOnce(): Promise<SendTally> {
    const tally = { sent: 0, retry: 0, failed: 0 };
    for (;;) {
      const claimed = await this.#claim();
      const verdicts = await Promise.all(claimed.map((notification) => this.#send(notification)));
      for (const kind of verdicts) tally[kind] += 1;
      if (claimed.length < this.parts.batchSize || this.parts.stopping.aborted) return tally;
    }
  }

  async #claim(): Promise<Notification[]> {
    const { storage, leases, batchSize } = this.parts;
    const claimed = await storage.transaction(({ notifications }) =>
      notifications.claimDue(leases.owner, batchSize, leases.leaseMs),
    );
    leases.hold(claimed.map(({ id }) => id));
    return claimed;
  }

  async #send(notification: Notification): Promise<TryVerdict['kind']> {
    const { clock, leases, onTried } = this.parts;
    try {
      const outcome = await this.#deliver(notification);
      const verdict = afterTry(outcome, notification, clock.now(), Math.random());
      await this.#record(notification, verdict);
      onTried?.(verdict.kind);
      return verdict.kind;
    } finally {
      leases.drop(notification.id);
    }
  }

  async #deliver(notification: Notification): Promise<DeliveryOutcome> {
    try {
      return await this.parts.channel.deliver(await this.parts.writer.write(notification));
    } catch (error) {
      return { kind: 'retry', reason: messageOf(error) };
    }
  }

  /** Tried until it is recorded: a mail that was sent and not recorded is sent again. */
  async #record(notification: Notification, verdict: TryVerdict): Promise<void> {
    const { storage, leases, logger, abandon } = this.parts;
    const recorded = await retryWithBackoff({ initialMs: 100, maxMs: 2_000, signal: abandon }, () =>
      storage.run(({ notifications }) => settle(notifications, notification.id, leases.owner, verdict)),
    );
    const about = {
      notification: notification.id,
      alarm: notification.alarmId,
      receiver: notification.receiver,
    };
    if (!recorded)
      logger.error(about, 'the lease ended during the sending; another node may send the notification too');
    if (verdict.kind === 'sent') logger.info(about, `notification sent: ${verdict.note}`);
    if (verdict.kind === 'failed') logger.error(about, `notification failed for good: ${verdict.reason}`);
    if (verdict.kind === 'retry')
      logger.warn(about, `notification not sent (${verdict.reason}); again in ${verdict.delayMs} ms`);
  }
}

function settle(store: NotificationStore, id: string, owner: string, verdict: TryVerdict): Promise<boolean> {
  switch (verdict.kind) {
    case 'sent':
      return store.markSent(id, owner, verdict.note);
    case 'retry':
      return store.markForRetry(id, owner, verdict.reason, verdict.delayMs);
    case 'failed':
      return store.markFailed(id, owner, verdict.reason);
  }
}
