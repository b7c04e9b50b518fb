import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { RunAnnouncer } from '../../runs/run-announcer.js';
import { RunCanceller } from '../../runs/run-canceller.js';
import { RunEnder, type EndedRuns } from '../../runs/run-ender.js';
import { WorkflowMover } from './workflow-mover.js';
import type { WorkflowStep } from './workflow-step.js';
import type { NewsByRun } from './workflow-news.js';
import { WorkflowRunEnds } from './workflow-run-ends.js';

/** What is to be told and done once the transaction is committed. */
export interface WorkflowMoveOutcome {
  readonly ended: EndedRuns;
  /** Runs to be cancelled. */
  readonly cancels: readonly string[];
}

/** Moves workflow runs on for another reason than the end of a run, and ends the runs of those that are over. */
@Injectable()
export class WorkflowMoves {
  constructor(
    private readonly mover: WorkflowMover,
    private readonly ends: WorkflowRunEnds,
    private readonly ender: RunEnder,
    private readonly announcer: RunAnnouncer,
    private readonly canceller: RunCanceller,
  ) {}

  async move(session: Session, news: NewsByRun, now: Date): Promise<WorkflowMoveOutcome> {
    const moved = await this.mover.move(session, news, now);
    const ended = await this.endRuns(session, moved.over);
    return {
      ended: {
        ...ended,
        started: [...moved.started, ...ended.started],
        workflows: [...moved.news, ...ended.workflows],
      },
      cancels: moved.cancels,
    };
  }

  /** Ends the runs of workflow runs that are over. */
  async endRuns(session: Session, over: readonly WorkflowStep[]): Promise<EndedRuns> {
    return this.ender.end(session, await this.ends.of(session, over));
  }

  /** After the commit. Whatever of it fails is made up for by a loop. */
  async follow({ ended, cancels }: WorkflowMoveOutcome): Promise<void> {
    await this.announcer.announce(ended);
    if (cancels.length > 0) await this.canceller.cancelAll(cancels, 'its workflow run went on without it');
  }
}
