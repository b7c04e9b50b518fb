import { Injectable } from '@nestjs/common';
import { Clock, slotsTaken } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import { ActiveRunStore, type ActiveRun } from '../../persistence/stores/active-run.store.js';
import { PoolHoldStore, type PoolHold } from '../../persistence/stores/pool-hold.store.js';
import { LimitBook } from './limit-book.js';

/** Finds runs that went before the limits they fall under counted them. */
@Injectable()
export class UncountedRuns {
  constructor(
    private readonly book: LimitBook,
    private readonly active: ActiveRunStore,
    private readonly holds: PoolHoldStore,
    private readonly definitions: DefinitionCache,
    private readonly clock: Clock,
  ) {}

  /** The slots they should have. */
  async find(session: Session): Promise<PoolHold[]> {
    if (this.book.isEmpty) return [];
    const active = await this.active.all(session);
    await this.definitions.load(session, active);
    const wanted = active.flatMap((run) => this.#wanted(run));
    const held = await this.holds.ofRuns(session, [...new Set(wanted.map((hold) => hold.run_id))]);
    const known = new Set(held.map((hold) => `${hold.limit_id} ${hold.run_id}`));
    return wanted.filter((hold) => !known.has(`${hold.limit_id} ${hold.run_id}`));
  }

  #wanted(run: ActiveRun): PoolHold[] {
    return this.book
      .limitsOf(run, this.definitions.get(run))
      .filter((limit) => limit.slots > 0)
      .map((limit) => ({
        limit_id: limit.id,
        run_id: run.id,
        slots: slotsTaken(limit, run.weight),
        since_at: this.clock.now(),
      }));
  }
}
