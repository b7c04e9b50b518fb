import { Injectable } from '@nestjs/common';
import { isOpenWorkflowRun } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { StartedRuns } from '../../dispatching/started-runs.js';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { WorkflowWakeStore } from '../../persistence/stores/workflow-wake.store.js';
import { awaiting } from './awaiting.js';
import { newsOf } from './step-news.js';
import type { MovedWorkflows } from './workflow-mover.js';
import { WorkflowFailures } from './workflow-failures.js';
import type { WorkflowStep } from './workflow-step.js';
import { WorkflowWriter } from './workflow-writer.js';

const nodesRead = 1_000;
/** Wakes that are due sooner may be for what an ended workflow run has left behind, and may be in the hands of another master. */
const soonMs = 60_000;

/** Ends steps: says how those that are over have ended, writes all, and wakes what waited for their end. */
@Injectable()
export class WorkflowFinisher {
  constructor(
    private readonly writer: WorkflowWriter,
    private readonly nodes: NodeRunStore,
    private readonly wakes: WorkflowWakeStore,
    private readonly failures: WorkflowFailures,
    private readonly starts: StartedRuns,
  ) {}

  async write(session: Session, steps: readonly WorkflowStep[], now: Date): Promise<MovedWorkflows> {
    const over = steps.filter((step) => !isOpenWorkflowRun(step.state));
    for (const step of over) {
      step.finishedAt = step.now;
      if (step.failure?.kind === 'timeout') step.state = 'failed';
      step.failure ??= await this.failures.of(session, step);
    }
    const started = this.starts.book(
      steps.flatMap((step) => step.runs),
      now,
    );
    await this.writer.write(session, steps, started);
    const ended = over.map(({ row }) => row.run_id);
    await this.wakes.removeAfter(session, ended, new Date(now.getTime() + soonMs));
    await this.#wakeDependents(session, over, now);
    return {
      over,
      started,
      cancels: steps.flatMap((step) => step.cancels),
      news: steps.flatMap(newsOf),
    };
  }

  async #wakeDependents(session: Session, over: readonly WorkflowStep[], now: Date): Promise<void> {
    const keys = new Set(over.map(({ row }) => awaiting.workflow(row.workflow_id)));
    if (keys.size === 0) return;
    for (let afterId = ''; ;) {
      const waiting = await this.nodes.awaiting(session, [...keys], afterId, nodesRead);
      await this.wakes.insertAll(
        session,
        waiting.map((node) => ({
          workflow_run_id: node.workflow_run_id,
          node_id: node.node_id,
          due_at: now,
        })),
      );
      if (waiting.length < nodesRead) return;
      afterId = waiting.at(-1)!.id;
    }
  }
}
