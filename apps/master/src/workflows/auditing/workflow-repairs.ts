import { Injectable } from '@nestjs/common';
import { Clock, isOpenWorkflowRun, type RunState } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import { WorkflowMoves, type WorkflowMoveOutcome } from '../running/workflow-moves.js';
import type { WorkflowNews } from '../running/workflow-news.js';
import { unopenedEnd } from '../running/workflow-run-ends.js';
import { WorkflowAudit, type WorkflowFinding } from './workflow-audit.js';

/** Has a workflow run go on that got stuck: tells it what it was not told, under its lock. */
@Injectable()
export class WorkflowRepairs {
  constructor(
    private readonly database: Database,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly audit: WorkflowAudit,
    private readonly moves: WorkflowMoves,
    private readonly clock: Clock,
  ) {}

  /** Whether there was something to repair: what was found without the lock may have been on its way. */
  async repair(id: string): Promise<boolean> {
    const now = this.clock.now();
    const done = await this.database.transaction(async (session) => {
      const [row] = await this.workflowRuns.lockAll(session, [id]);
      if (!row || !isOpenWorkflowRun(row.state)) return undefined;
      const finding = (await this.audit.findingsOf(session, [row], now)).get(id);
      return finding && { outcome: await this.#mend(session, row, finding, now) };
    });
    if (done?.outcome) await this.moves.follow(done.outcome);
    return done !== undefined;
  }

  async #mend(
    session: Session,
    row: WorkflowRunRow,
    finding: WorkflowFinding,
    now: Date,
  ): Promise<WorkflowMoveOutcome | undefined> {
    if (finding.kind === 'untold') return this.#tell(session, row.run_id, finding.news, now);
    if (row.started_at === null) return this.#endUnopened(session, row.run_id, finding.state, now);
    await this.workflowRuns.setControl(session, row.run_id, 'stop');
    return this.#tell(session, row.run_id, [{ kind: 'look', nodeId: null }], now);
  }

  #tell(session: Session, id: string, news: readonly WorkflowNews[], now: Date) {
    return this.moves.move(session, new Map([[id, news]]), now);
  }

  async #endUnopened(session: Session, id: string, state: RunState = 'cancelled', now: Date) {
    await this.workflowRuns.endUnopened(session, [id], unopenedEnd(state), now);
    return undefined;
  }
}
