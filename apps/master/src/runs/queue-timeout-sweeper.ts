import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { RunAnnouncer } from './run-announcer.js';
import { RunEnder, type AttemptEnding } from './run-ender.js';

const mostAtOnce = 500;

/** Ends runs that waited longer for their start than their task allows. */
@Injectable()
export class QueueTimeoutSweeper {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly ender: RunEnder,
    private readonly announcer: RunAnnouncer,
    private readonly clock: Clock,
  ) {}

  async runOnce(): Promise<{ timedOut: number }> {
    const now = this.clock.now();
    const { ended, timedOut } = await this.database.transaction(async (session) => {
      const overdue = await this.runs.claimOverdueInQueue(session, now, mostAtOnce);
      return {
        ended: await this.ender.end(
          session,
          overdue.map((run) => endingOf(run, now)),
        ),
        timedOut: overdue.length,
      };
    });
    await this.announcer.announce(ended);
    return { timedOut };
  }
}

function endingOf(run: RunRow, now: Date): AttemptEnding {
  const waitedMs = now.getTime() - run.due_at.getTime();
  return {
    run,
    outcome: 'timed_out',
    startedAt: null,
    finishedAt: now,
    workerId: null,
    exitCode: null,
    result: null,
    failure: {
      kind: 'queue_timeout',
      message: `not started after ${waitedMs} ms in the queue`,
      retry: { kind: 'never' },
    },
  };
}
