import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import type { OrphanGrace } from '../persistence/stores/orphan.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunEnder, type AttemptEnding, type EndedRuns } from '../runs/run-ender.js';
import { OrphanedRuns } from './orphaned-runs.js';

/** Ends the attempts of workers that are gone, where all attempts end. */
@Injectable()
export class RescueRecords {
  constructor(
    private readonly database: Database,
    private readonly orphans: OrphanedRuns,
    private readonly ender: RunEnder,
    private readonly clock: Clock,
  ) {}

  rescue(grace: OrphanGrace, limit: number): Promise<{ runs: readonly RunRow[]; ended: EndedRuns }> {
    const now = this.clock.now();
    return this.database.transaction(async (session) => {
      const runs = await this.orphans.claim(session, grace, limit);
      const endings = runs.map((run) => endingOf(run, now));
      return { runs, ended: await this.ender.end(session, endings) };
    });
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
