import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { NodeItemStore } from '../../persistence/stores/node-item.store.js';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { WorkflowRunStore, type WorkflowRunChange } from '../../persistence/stores/workflow-run.store.js';
import { WorkflowWakeStore } from '../../persistence/stores/workflow-wake.store.js';
import { NodeRunInserter } from './node-run-inserter.js';
import type { WorkflowStep } from './workflow-step.js';

/** Writes what steps have decided, of many workflow runs together, in the transaction that has them locked. */
@Injectable()
export class WorkflowWriter {
  constructor(
    private readonly workflowRuns: WorkflowRunStore,
    private readonly nodes: NodeRunStore,
    private readonly items: NodeItemStore,
    private readonly runs: NodeRunInserter,
    private readonly wakes: WorkflowWakeStore,
  ) {}

  /** @param runs of the steps, as they are to be written. */
  async write(session: Session, steps: readonly WorkflowStep[], runs: readonly RunRow[]): Promise<void> {
    await this.runs.insert(session, runs);
    await this.nodes.insertAll(
      session,
      steps.flatMap((step) => [...step.begun.values()]),
    );
    await this.nodes.end(
      session,
      steps.flatMap((step) => step.ends),
    );
    for (const detail of steps.flatMap((step) => step.details)) await this.nodes.describe(session, detail);
    await this.#writeItems(session, steps);
    await this.wakes.insertAll(
      session,
      steps.flatMap((step) => step.wakes),
    );
    await this.workflowRuns.change(session, steps.map(changeOf));
  }

  async #writeItems(session: Session, steps: readonly WorkflowStep[]): Promise<void> {
    for (const { nodeRunId, items, begun } of steps.flatMap((step) => step.newItems)) {
      await this.items.insertAll(session, nodeRunId, items, begun);
    }
    for (const { nodeRunId, from, begun } of steps.flatMap((step) => step.begunItems)) {
      await this.items.setRuns(session, nodeRunId, from, begun);
    }
    for (const { nodeRunId, index, runId } of steps.flatMap((step) => step.undoneItems)) {
      await this.items.setUndoRun(session, nodeRunId, index, runId);
    }
  }
}

function changeOf({ row, state, states, startedAt, finishedAt, failure }: WorkflowStep): WorkflowRunChange {
  return {
    id: row.run_id,
    state,
    states: states.toString(),
    started_at: startedAt,
    finished_at: finishedAt,
    failure: failure && JSON.stringify(failure),
  };
}
