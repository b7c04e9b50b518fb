import { Injectable } from '@nestjs/common';
import type { FailureKind } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { WorkerLoadStore } from '../../persistence/stores/worker-load.store.js';
import type { AttemptEnding } from '../../runs/run-ender.js';
import { RunFollower, type EndedAttempts } from '../../runs/run-follower.js';
import { WorkerBreakers, type WorkerFailure } from './worker-breakers.js';

const notStarted: readonly FailureKind[] = ['spawn', 'refused', 'isolation_unavailable'];

/** Tells the breakers what the ends of attempts say of workers, in the transaction that records them. */
@Injectable()
export class BreakerFollower extends RunFollower {
  constructor(
    private readonly breakers: WorkerBreakers,
    private readonly workers: WorkerLoadStore,
  ) {
    super();
  }

  override async attemptsEnded(session: Session, { endings }: EndedAttempts): Promise<number> {
    const onWorkers = endings.filter((ending) => ending.workerId !== null);
    const failures = onWorkers.flatMap((ending) => failureOf(ending) ?? []);
    const failed = new Set(failures.map(({ workerId }) => workerId));
    const through = onWorkers.filter((ending) => gotThrough(ending) && !failed.has(ending.workerId!));
    await this.breakers.succeeded(session, new Set(through.map((ending) => ending.workerId!)));
    if (failures.length === 0) return 0;
    const leaving = await this.workers.leaving(session, [...failed]);
    await this.breakers.failed(
      session,
      failures.filter(({ workerId }) => !leaving.has(workerId)),
    );
    return 0;
  }
}

function failureOf({ outcome, failure, workerId, run }: AttemptEnding): WorkerFailure | undefined {
  if (outcome === 'lost') return { workerId: workerId!, reason: 'it lost an attempt' };
  if (outcome !== 'failed' || !failure || !notStarted.includes(failure.kind)) return undefined;
  // Whoever may look at workers hears of it, also those who may not see the project of the run.
  const reason = `it could not start an attempt (${failure.kind})`;
  return { workerId: workerId!, reason, taskId: run.task_id };
}

/** It was started: whatever the task made of it. */
function gotThrough({ outcome, failure }: AttemptEnding): boolean {
  if (outcome === 'succeeded' || outcome === 'timed_out') return true;
  return outcome === 'failed' && !(failure && notStarted.includes(failure.kind));
}
