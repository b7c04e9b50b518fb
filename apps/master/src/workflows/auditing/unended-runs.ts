import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { WorkflowAuditStore } from '../../persistence/stores/workflow-audit.store.js';
import { WorkflowMoves } from '../running/workflow-moves.js';
import { stepMoment, WorkflowStep } from '../running/workflow-step.js';
import { WorkflowVersions } from '../running/workflow-versions.js';

const mostAtOnce = 100;

/** Ends the runs of workflow runs that are over: they would keep their slots for ever, and whoever waits for them waiting. */
@Injectable()
export class UnendedRuns {
  constructor(
    private readonly database: Database,
    private readonly store: WorkflowAuditStore,
    private readonly versions: WorkflowVersions,
    private readonly moves: WorkflowMoves,
    private readonly clock: Clock,
  ) {}

  /** Resolves to their ids. */
  async endAll(): Promise<string[]> {
    const now = this.clock.now();
    const { ids, ended } = await this.database.transaction(async (session) => {
      const rows = await this.store.endedWithoutRun(session, mostAtOnce);
      const moment = stepMoment(now);
      const steps: WorkflowStep[] = [];
      for (const row of rows) {
        const compiled = await this.versions.get(session, row.workflow_id, row.version);
        steps.push(new WorkflowStep(row, compiled, moment));
      }
      return { ids: rows.map((row) => row.run_id), ended: await this.moves.endRuns(session, steps) };
    });
    await this.moves.follow({ ended, cancels: [] });
    return ids;
  }
}
