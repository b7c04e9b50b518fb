import { Injectable } from '@nestjs/common';
import type { ControlMessage, RunDto } from '@orrery/contracts';
import { Clock, isTerminal, NotFoundError } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { Database, type Session } from '@orrery/persistence';
import { toRunDto, type RunRow } from '../persistence/stores/run-row.js';
import { CancelStores } from './cancel-stores.js';
import { RunAnnouncer } from './run-announcer.js';
import type { EndedRuns } from './run-ender.js';

const none: EndedRuns = { events: [], outbox: [], retried: 0 };

/** Ends runs because somebody asked: at once where nothing runs yet, through the worker where it does. */
@Injectable()
export class RunCanceller {
  constructor(
    private readonly database: Database,
    private readonly stores: CancelStores,
    private readonly announcer: RunAnnouncer,
    private readonly sender: MessageSender,
    private readonly clock: Clock,
  ) {}

  /** Cancelling a run that has ended changes nothing and returns it as it is. */
  async cancel(id: string, reason: string): Promise<RunDto> {
    const now = this.clock.now();
    const { run, ended } = await this.database.transaction(async (session) => {
      const ended = await this.#cancelLocked(session, id, now, reason);
      return { run: (await this.stores.runs.find(session, id))!, ended };
    });
    await this.announcer.announce(ended);
    if (run.state === 'running') await this.#tellWorker(run, reason);
    return toRunDto(run);
  }

  async #cancelLocked(session: Session, id: string, now: Date, reason: string): Promise<EndedRuns> {
    const [run] = await this.stores.runs.lockAll(session, [id]);
    if (!run) throw NotFoundError.of('run', id);
    if (isTerminal(run.state)) return none;
    if (run.state === 'running') {
      await this.stores.progress.requestCancel(session, id, now);
      return none;
    }
    const failure = { kind: 'refused' as const, message: `cancelled before its start: ${reason}` };
    return this.stores.ender.end(session, [
      {
        run,
        outcome: 'cancelled',
        startedAt: null,
        finishedAt: now,
        workerId: null,
        exitCode: null,
        result: null,
        failure,
      },
    ]);
  }

  /** Should the message get lost, CancelReminder repeats it until the attempt has ended. */
  async #tellWorker(run: RunRow, reason: string): Promise<void> {
    const message: ControlMessage = { v: 1, kind: 'cancel', runId: run.id, attempt: run.attempt, reason };
    await this.sender.send('worker.control', message, run.worker_id!);
  }
}
