import { Injectable } from '@nestjs/common';
import type { AttemptClaim } from '@orrery/contracts';
import type { Session } from '@orrery/persistence';
import type { DefinitionKey } from './task.store.js';

/** What an attempt that a worker has claimed runs. */
export interface OwnedAttempt extends DefinitionKey {
  readonly project: string;
}

/** Knows which attempt is whose. */
@Injectable()
export class AttemptOwnerStore {
  /** The attempt if it is running in this life of this worker, having been claimed by it. */
  async find(session: Session, claim: AttemptClaim): Promise<OwnedAttempt | undefined> {
    const { runId, attempt, workerId, workerEpoch } = claim;
    const [row] = await session.select<OwnedAttempt>(
      `SELECT project, task_id, task_version, overrides FROM run
       WHERE id = ? AND attempt = ? AND state = 'running' AND worker_id = ? AND worker_epoch = ?`,
      [runId, attempt, workerId, workerEpoch],
    );
    return row;
  }
}
