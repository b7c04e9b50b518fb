import { Injectable } from '@nestjs/common';
import type { LeaseMessage } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import type { WrittenBeat } from '../persistence/stores/worker-life.store.js';

/**
 * Tells workers that their heartbeats stand in the registry, so that their leases begin anew. Any master does it, so that no
 * worker loses its lease because a leader does.
 */
@Injectable()
export class LeaseGrants {
  constructor(
    private readonly sender: MessageSender,
    private readonly log: MasterLogger,
  ) {}

  /** A grant that gets lost is made up for by the next one. */
  async grant(
    written: readonly WrittenBeat[],
    terms: Pick<LeaseMessage, 'leaseMs' | 'logBytes'>,
  ): Promise<void> {
    const messages = written.flatMap(({ beat, duty }) => {
      const { workerId, workerEpoch, leaseStampMs: stampMs, state } = beat;
      if (stampMs === undefined || state === 'stopped') return [];
      const payload: LeaseMessage = { v: 1, workerEpoch, stampMs, duty, ...terms };
      return [{ payload, address: workerId }];
    });
    if (messages.length === 0) return;
    try {
      await this.sender.sendAll('worker.lease', messages);
    } catch (error) {
      this.log.logger.debug(`${messages.length} lease(s) were not granted (${messageOf(error)})`);
    }
  }
}
