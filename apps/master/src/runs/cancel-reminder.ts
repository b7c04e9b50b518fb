import { Injectable } from '@nestjs/common';
import { Database } from '@orrery/persistence';
import { RunStore } from '../persistence/stores/run.store.js';
import { CancelOrders } from './cancel-orders.js';

/** Repeats the wish to end a run until its attempt has ended: the first message may have met a closed connection. */
@Injectable()
export class CancelReminder {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly orders: CancelOrders,
  ) {}

  async runOnce(): Promise<{ reminded: number }> {
    const waiting = await this.database.run((session) => this.runs.runningWithCancelRequest(session));
    await this.orders.send(waiting, 'cancelled by request');
    return { reminded: waiting.length };
  }
}
