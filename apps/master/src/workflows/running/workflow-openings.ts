import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { RunProgressStore } from '../../persistence/stores/run-progress.store.js';
import { WorkflowWakeStore } from '../../persistence/stores/workflow-wake.store.js';

/** Opens runs of workflows that may go: no worker gets them, their graphs begin. */
@Injectable()
export class WorkflowOpenings {
  constructor(
    private readonly progress: RunProgressStore,
    private readonly wakes: WorkflowWakeStore,
    private readonly clock: Clock,
  ) {}

  /** The runs must be pending and locked. */
  async open(session: Session, runs: readonly DispatchRow[]): Promise<void> {
    if (runs.length === 0) return;
    const now = this.clock.now();
    const ids = runs.map((run) => run.id);
    await this.progress.open(session, ids, now);
    await this.wakes.insertAll(
      session,
      ids.map((id) => ({ workflow_run_id: id, node_id: null, due_at: now })),
    );
  }
}
