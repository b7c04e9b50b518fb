import { Injectable } from '@nestjs/common';
import { Clock, type RunFailure } from '@orrery/domain';
import { Broker } from '@orrery/messaging';
import type { Session } from '@orrery/persistence';
import { PauseState } from '../definitions/pause-state.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { PendingViews } from './pending-views.js';
import type { RunSnapshot } from './run-snapshot.js';

/** Reads all that may keep a run from running. */
@Injectable()
export class SnapshotReader {
  constructor(
    private readonly views: PendingViews,
    private readonly pauses: PauseState,
    private readonly broker: Broker,
    private readonly clock: Clock,
  ) {}

  async read(session: Session, run: RunRow, projects: readonly string[] | undefined): Promise<RunSnapshot> {
    const isPending = run.state === 'pending';
    return {
      now: this.clock.now(),
      run: factsOf(run),
      isBrokerAway: !this.broker.isConnected(),
      pause: this.pauses.of(run.project, run.task_id),
      parked: isPending ? await this.views.waits.parkedAt(session, run) : undefined,
      turn: isPending ? await this.views.waits.turnOf(session, run) : undefined,
      slots: isPending ? await this.views.slots.of(session, run.id) : [],
      limits: isPending ? await this.views.limits.of(session, run, projects) : [],
      group: await this.views.groups.of(session, run),
      workflow: await this.views.workflows.of(session, run, projects),
    };
  }
}

function factsOf(run: RunRow): RunSnapshot['run'] {
  return {
    id: run.id,
    state: run.state,
    attempt: run.attempt,
    weight: run.weight,
    dueAt: run.due_at,
    eligibleAt: run.eligible_at,
    startedAt: run.started_at,
    finishedAt: run.finished_at,
    workerId: run.worker_id,
    sentAt: run.first_dispatched_at,
    ...(run.parent_id === null && run.shard_total !== null && { shards: run.shard_total }),
    ...(run.failure !== null && { failure: (JSON.parse(run.failure) as RunFailure).message }),
  };
}
