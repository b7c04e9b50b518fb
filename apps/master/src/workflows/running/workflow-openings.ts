import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { WaitingRun } from '../../dispatching/parking/parked-runs.js';
import { ReservedOpenings } from '../../dispatching/reserving/reserved-openings.js';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { RunProgressStore } from '../../persistence/stores/run-progress.store.js';
import { WorkflowWakeStore } from '../../persistence/stores/workflow-wake.store.js';

export interface Openings {
  readonly opened: readonly DispatchRow[];
  readonly waiting: readonly WaitingRun[];
}

/** Opens runs of workflows that may go: no worker gets them, their graphs begin. */
@Injectable()
export class WorkflowOpenings {
  constructor(
    private readonly reserved: ReservedOpenings,
    private readonly progress: RunProgressStore,
    private readonly wakes: WorkflowWakeStore,
    private readonly clock: Clock,
  ) {}

  /** The runs must be pending and locked, their definitions loaded. Those that lack slots they want reserved wait for them. */
  async open(session: Session, runs: readonly DispatchRow[]): Promise<Openings> {
    const { ready, waiting } = await this.reserved.check(session, runs);
    if (ready.length === 0) return { opened: [], waiting };
    const now = this.clock.now();
    const ids = ready.map((run) => run.id);
    await this.progress.open(session, ids, now);
    await this.wakes.insertAll(
      session,
      ids.map((id) => ({ workflow_run_id: id, node_id: null, due_at: now })),
    );
    return { opened: ready, waiting };
  }
}
