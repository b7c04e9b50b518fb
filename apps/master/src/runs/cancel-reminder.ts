import { Injectable } from '@nestjs/common';
import type { ControlMessage } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { RunStore } from '../persistence/stores/run.store.js';

/** Repeats the wish to end a run until its attempt has ended: the first message may have met a closed connection. */
@Injectable()
export class CancelReminder {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly sender: MessageSender,
  ) {}

  async runOnce(): Promise<{ reminded: number }> {
    const waiting = await this.database.run((session) => this.runs.runningWithCancelRequest(session));
    if (waiting.length === 0) return { reminded: 0 };
    const messages = waiting.map((run) => ({
      payload: {
        v: 1,
        kind: 'cancel',
        runId: run.id,
        attempt: run.attempt,
        reason: 'cancelled by request',
      } satisfies ControlMessage,
      address: run.worker_id!,
    }));
    await this.sender.sendAll('worker.control', messages);
    return { reminded: messages.length };
  }
}
