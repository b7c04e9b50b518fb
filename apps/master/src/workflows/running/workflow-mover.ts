import { Injectable } from '@nestjs/common';
import { isOpenWorkflowRun } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { NewsTaker } from './news-taker.js';
import type { WorkflowRunNews } from './step-news.js';
import { WorkflowAdvancer } from './workflow-advancer.js';
import { WorkflowFinisher } from './workflow-finisher.js';
import type { NewsByRun, WorkflowNews } from './workflow-news.js';
import { WorkflowOpener } from './workflow-opener.js';
import { stepMoment, type StepMoment, type WorkflowStep } from './workflow-step.js';

/** What moving workflow runs on has brought about. */
export interface MovedWorkflows {
  /** Those that are over: their runs are to be ended in the same transaction. */
  readonly over: readonly WorkflowStep[];
  /** Runs that were made, due at once. */
  readonly started: readonly RunRow[];
  /** Runs to be cancelled after the commit. */
  readonly cancels: readonly string[];
  /** What live views are told after the commit. */
  readonly news: readonly WorkflowRunNews[];
}

/** Tells workflow runs their news and moves them on; many in one transaction, each locked. */
@Injectable()
export class WorkflowMover {
  constructor(
    private readonly workflowRuns: WorkflowRunStore,
    private readonly opener: WorkflowOpener,
    private readonly news: NewsTaker,
    private readonly advancer: WorkflowAdvancer,
    private readonly finisher: WorkflowFinisher,
  ) {}

  /**
   * Of news of workflow runs that have ended nothing comes, but for what they have left behind.
   * @param locked rows that are locked already; where they are not all, all are locked in the order of their ids.
   */
  async move(
    session: Session,
    news: NewsByRun,
    now: Date,
    locked: readonly WorkflowRunRow[] = [],
  ): Promise<MovedWorkflows> {
    const isLocked = locked.length === news.size;
    const rows = isLocked ? locked : await this.workflowRuns.lockAll(session, [...news.keys()].sort());
    const steps: WorkflowStep[] = [];
    const moment = stepMoment(now);
    const left: string[] = [];
    for (const row of rows) {
      if (!isOpenWorkflowRun(row.state)) {
        left.push(...(await this.news.leftBehind(session, row.run_id, news.get(row.run_id)!, now)));
        continue;
      }
      const step = await this.#moveOne(session, row, news.get(row.run_id)!, moment);
      if (step) steps.push(step);
    }
    const moved = await this.finisher.write(session, steps, now);
    return { ...moved, cancels: [...moved.cancels, ...left] };
  }

  async #moveOne(
    session: Session,
    row: WorkflowRunRow,
    news: readonly WorkflowNews[],
    moment: StepMoment,
  ): Promise<WorkflowStep | undefined> {
    const step = await this.opener.stepOf(session, row, news, moment);
    if (!step || !isOpenWorkflowRun(step.state)) return step;
    const changed = await this.news.take(session, step, news);
    await this.advancer.advance(session, step, row.started_at === null ? undefined : changed);
    return step;
  }
}
