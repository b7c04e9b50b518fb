import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunRow } from '../../persistence/stores/run-row.js';
import type { AttemptEnding } from '../../runs/run-ender.js';
import type { EndedAttempts } from '../../runs/run-follower.js';
import type { WorkflowRunNews } from './step-news.js';
import { WorkflowMover } from './workflow-mover.js';
import type { WorkflowNews } from './workflow-news.js';
import { WorkflowRunEnds } from './workflow-run-ends.js';

/** What the ends of runs did to the workflow runs they are parts of. */
export interface FollowedWorkflows {
  /** Runs of workflows that are over by it; to be ended in the same transaction. */
  readonly endings: readonly AttemptEnding[];
  /** Runs that were made, due at once. */
  readonly started: readonly RunRow[];
  /** What live views are told after the commit. */
  readonly news: readonly WorkflowRunNews[];
}

/** Tells workflow runs of the ends of their nodes' runs, in the transaction that records these. Plain runs cost nothing. */
@Injectable()
export class WorkflowFollower {
  constructor(
    private readonly mover: WorkflowMover,
    private readonly ends: WorkflowRunEnds,
    private readonly clock: Clock,
  ) {}

  async follow(session: Session, ended: EndedAttempts): Promise<FollowedWorkflows> {
    const news = newsOf(ended);
    await this.ends.unopened(session, ended);
    if (news.size === 0) return { endings: [], started: [], news: [] };
    const locked = ended.endings.flatMap(({ workflowRun }) => workflowRun ?? []);
    const moved = await this.mover.move(session, news, this.clock.now(), locked);
    return { endings: await this.ends.of(session, moved.over), started: moved.started, news: moved.news };
  }
}

function newsOf({ runs, ends }: EndedAttempts): Map<string, WorkflowNews[]> {
  const over = new Map(ends.map((end) => [end.id, end.state]));
  const news = new Map<string, WorkflowNews[]>();
  for (const run of runs) {
    const state = over.get(run.id);
    if (run.workflow_run_id === null || state === undefined || run.parent_id !== null) continue;
    const known = news.get(run.workflow_run_id) ?? [];
    known.push({ kind: 'run', nodeId: run.node_id!, part: run.node_part!, state });
    news.set(run.workflow_run_id, known);
  }
  return news;
}
