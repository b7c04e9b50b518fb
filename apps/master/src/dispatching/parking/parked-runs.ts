import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';

/**
 * A run that cannot be sent now, and the one thing it waits for:
 * `pool:<id>` (slots), `rate:<id>` (its next start), `task:<id>` (maxConcurrent), `never:<id>:<weight>` (it takes more
 * slots than the pool has), `paused:project:<name>`, `paused:task:<id>`, `workers:<group>…` (a worker that fits),
 * `slots:reserved` (slots that its workflow wants before it begins), `lacking:<slots>:<group>` (workers with so many of them).
 */
export interface WaitingRun {
  readonly run: DispatchRow;
  readonly waitsFor: string;
}

/** Takes runs out of the backlog until what they wait for is there: nobody looks at them in vain meanwhile. */
@Injectable()
export class ParkedRuns {
  constructor(
    private readonly store: ParkedRunStore,
    private readonly clock: Clock,
  ) {}

  /** The runs must be pending and locked in this session. */
  async park(session: Session, waiting: readonly WaitingRun[]): Promise<void> {
    if (waiting.length === 0) return;
    const parkedAt = this.clock.now();
    await this.store.park(
      session,
      waiting.map(({ run, waitsFor }) => ({
        run_id: run.id,
        waits_for: waitsFor,
        group_name: run.group_name,
        priority: run.priority,
        slots: run.weight,
        due_at: run.due_at,
        parked_at: parkedAt,
      })),
    );
  }
}
