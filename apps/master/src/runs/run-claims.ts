import { Injectable } from '@nestjs/common';
import type { ClaimReply, ClaimRequest } from '@orrery/contracts';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { AcceptedRuns } from '../dispatching/accepted-runs.js';
import { RunProgressStore, type Start } from '../persistence/stores/run-progress.store.js';

/** Gives each dispatched attempt to the one worker that asks first: the only way a task that must not run twice starts. */
@Injectable()
export class RunClaims {
  constructor(
    private readonly database: Database,
    private readonly progress: RunProgressStore,
    private readonly accepted: AcceptedRuns,
    private readonly clock: Clock,
  ) {}

  async claim(request: ClaimRequest): Promise<ClaimReply> {
    const at = this.clock.now();
    const starts = request.claims.map(({ runId, attempt }): Start => {
      return { id: runId, attempt, workerId: request.workerId, workerEpoch: request.workerEpoch, at };
    });
    const granted = await this.database.run(async (session) => {
      const ids: string[] = [];
      for (const attempt of new Set(starts.map((start) => start.attempt))) {
        const group = starts.filter((start) => start.attempt === attempt);
        ids.push(...(await this.progress.claim(session, group)));
      }
      return ids;
    });
    this.accepted.byWorker(request.workerId, granted.length);
    return { granted };
  }
}
