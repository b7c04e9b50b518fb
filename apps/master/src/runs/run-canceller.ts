import { Injectable } from '@nestjs/common';
import type { RunDto } from '@orrery/contracts';
import { Clock, isTerminal, NotFoundError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { toRunDto, type RunRow } from '../persistence/stores/run-row.js';
import { CancelOrders } from './cancel-orders.js';
import { CancelStores } from './cancel-stores.js';
import { RunAnnouncer } from './run-announcer.js';
import type { AttemptEnding } from './run-ender.js';

const mostAtOnce = 500;

/** Ends runs because somebody asked: at once where nothing runs yet, through the worker where it does. */
@Injectable()
export class RunCanceller {
  constructor(
    private readonly database: Database,
    private readonly stores: CancelStores,
    private readonly announcer: RunAnnouncer,
    private readonly orders: CancelOrders,
    private readonly clock: Clock,
  ) {}

  /** Cancelling a run that has ended changes nothing and returns it as it is. */
  async cancel(id: string, reason: string): Promise<RunDto> {
    const [run] = await this.#cancelSome([id], reason);
    if (!run) throw NotFoundError.of('run', id);
    return toRunDto(run);
  }

  /** Cancels those of the runs that exist and have not ended. */
  async cancelAll(ids: readonly string[], reason: string): Promise<void> {
    for (let start = 0; start < ids.length; start += mostAtOnce) {
      await this.#cancelSome(ids.slice(start, start + mostAtOnce), reason);
    }
  }

  /** Returns the runs as they are then. */
  async #cancelSome(ids: readonly string[], reason: string): Promise<RunRow[]> {
    const now = this.clock.now();
    const { runs, ended } = await this.database.transaction(async (session) => {
      const open = (await this.stores.runs.lockAll(session, ids)).filter((run) => !isTerminal(run.state));
      const ended = await this.#cancelLocked(session, open, now, reason);
      return { runs: await this.stores.runs.findAll(session, ids), ended };
    });
    await this.announcer.announce(ended);
    await this.orders.send(
      runs.filter((run) => run.state === 'running'),
      reason,
    );
    return runs;
  }

  async #cancelLocked(session: Session, open: readonly RunRow[], now: Date, reason: string) {
    const { progress, ender } = this.stores;
    const running = open.filter((run) => run.state === 'running').map((run) => run.id);
    if (running.length > 0) await progress.requestCancel(session, running, now);
    const waiting = open.filter((run) => run.state !== 'running');
    return ender.end(
      session,
      waiting.map((run) => endingOf(run, now, reason)),
    );
  }
}

function endingOf(run: RunRow, now: Date, reason: string): AttemptEnding {
  return {
    run,
    outcome: 'cancelled',
    startedAt: null,
    finishedAt: now,
    workerId: null,
    exitCode: null,
    result: null,
    failure: { kind: 'refused', message: `cancelled before its start: ${reason}` },
  };
}
