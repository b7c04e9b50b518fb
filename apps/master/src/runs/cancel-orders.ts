import { Injectable } from '@nestjs/common';
import type { ControlMessage } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import type { RunRow } from '../persistence/stores/run-row.js';

/** Tells workers to end attempts. An order may get lost: CancelReminder repeats it until the attempt has ended. */
@Injectable()
export class CancelOrders {
  constructor(
    private readonly sender: MessageSender,
    private readonly log: MasterLogger,
  ) {}

  /** Never rejects: the wish stands in the database. */
  async send(running: readonly RunRow[], reason: string): Promise<void> {
    if (running.length === 0) return;
    const orders = running.map(({ id, attempt, worker_id }) => ({
      payload: { v: 1, kind: 'cancel', runId: id, attempt, reason } satisfies ControlMessage,
      address: worker_id!,
    }));
    try {
      await this.sender.sendAll('worker.control', orders);
    } catch (error) {
      this.log.logger.warn(`${orders.length} order(s) to cancel are repeated later (${messageOf(error)})`);
    }
  }
}
