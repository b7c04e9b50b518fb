import { Injectable } from '@nestjs/common';
import { Database } from '@orrery/persistence';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import { SlotRequestStore, type SlotRequestRow } from '../../persistence/stores/slot-request.store.js';
import { RunAnnouncer } from '../../runs/run-announcer.js';
import { RunEnder, type AttemptEnding } from '../../runs/run-ender.js';
import { readWants, wantsText } from './slot-wants.js';

const mostAtOnce = 100;

/** Ends workflow runs that have waited for their slots longer than they are willing to. */
@Injectable()
export class SlotWaitSweeper {
  constructor(
    private readonly database: Database,
    private readonly requests: SlotRequestStore,
    private readonly runs: RunStore,
    private readonly ender: RunEnder,
    private readonly announcer: RunAnnouncer,
  ) {}

  async runOnce(): Promise<{ gaveUp: number }> {
    const overdue = await this.database.run((session) => this.requests.overdue(session, mostAtOnce));
    if (overdue.length === 0) return { gaveUp: 0 };
    const { ended, gaveUp } = await this.database.transaction(async (session) => {
      const locked = await this.runs.lockAll(
        session,
        overdue.map((row) => row.run_id),
      );
      const pending = locked.filter((run) => run.state === 'pending');
      const rows = new Map(
        (await this.requests.overdue(session, mostAtOnce)).map((row) => [row.run_id, row]),
      );
      const endings = pending.flatMap((run) => {
        const row = rows.get(run.id);
        return row ? [endingOf(run, row)] : [];
      });
      return { ended: await this.ender.end(session, endings), gaveUp: endings.length };
    });
    await this.announcer.announce(ended);
    return { gaveUp };
  }
}

function endingOf(run: RunRow, row: SlotRequestRow): AttemptEnding {
  const waitedMs = row.give_up_at!.getTime() - row.asked_at.getTime();
  return {
    run,
    outcome: 'timed_out',
    startedAt: null,
    finishedAt: row.give_up_at!,
    workerId: null,
    exitCode: null,
    result: null,
    failure: {
      kind: 'slots_timeout',
      message: `not started: it did not get ${wantsText(readWants(row))} within ${waitedMs} ms`,
      retry: { kind: 'never' },
    },
  };
}
