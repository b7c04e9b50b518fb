import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { MasterLogger } from '../master-logger.js';
import { MasterSettings } from '../master-settings.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunAnnouncer } from '../runs/run-announcer.js';
import type { AttemptEnding } from '../runs/run-ender.js';
import { RescueRecords } from './rescue-records.js';

const mostAtOnce = 500;
const lastWordsMs = 2_000;

/**
 * Ends attempts whose worker is gone; most are tried again elsewhere. It looks at states, not at events, so a master
 * that dies in the middle leaves nothing behind that the next step of any master does not find.
 */
@Injectable()
export class LostRunRescuer {
  constructor(
    private readonly records: RescueRecords,
    private readonly announcer: RunAnnouncer,
    private readonly clock: Clock,
    private readonly settings: MasterSettings,
    private readonly log: MasterLogger,
  ) {}

  async runOnce(): Promise<{ lost: number }> {
    const { database, runs, ender } = this.records;
    const now = this.clock.now();
    const grace = { lastWordsMs, unheardMs: this.settings.config.workerSilentMs };
    const { ended, orphans } = await database.transaction(async (session) => {
      const orphans = await runs.claimOrphaned(session, grace, mostAtOnce);
      return {
        orphans,
        ended: await ender.end(
          session,
          orphans.map((run) => endingOf(run, now)),
        ),
      };
    });
    for (const run of orphans) {
      this.log.logger.warn(`run ${run.id} lost its worker ${run.worker_id} in attempt ${run.attempt}`);
    }
    await this.announcer.announce(ended);
    return { lost: orphans.length };
  }
}

function endingOf(run: RunRow, now: Date): AttemptEnding {
  return {
    run,
    outcome: 'lost',
    startedAt: run.started_at,
    finishedAt: now,
    workerId: run.worker_id,
    exitCode: null,
    result: null,
    failure: {
      kind: 'worker_lost',
      message: `worker ${run.worker_id} died or fell silent during the attempt`,
    },
  };
}
