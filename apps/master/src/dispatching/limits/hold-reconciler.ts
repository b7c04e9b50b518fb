import { Injectable } from '@nestjs/common';
import { Database, type Session } from '@orrery/persistence';
import { ParkedWake } from '../../loops/wake-calls.js';
import { groupsOf } from '../../persistence/groups-of.js';
import { ActiveRunStore } from '../../persistence/stores/active-run.store.js';
import type { PoolHold } from '../../persistence/stores/pool-hold.store.js';
import { LimitStores } from './limit-stores.js';
import { UncountedRuns } from './uncounted-runs.js';

/** A run between two of its states has its slots for good reason. */
const settledMs = 5_000;
const mostAtOnce = 500;

export interface ReconciledHolds {
  readonly released: number;
  readonly counted: number;
}

/**
 * Keeps what runs hold in step with what they do: slots are a lease of the attempt. Takes them from runs that neither go
 * nor run, and counts runs for a limit that was made, or learnt of, after they had gone.
 */
@Injectable()
export class HoldReconciler {
  constructor(
    private readonly database: Database,
    private readonly stores: LimitStores,
    private readonly active: ActiveRunStore,
    private readonly uncounted: UncountedRuns,
    private readonly wake: ParkedWake,
  ) {}

  async runOnce(): Promise<ReconciledHolds> {
    const leftovers = await this.database.run((session) =>
      this.stores.holds.leftovers(session, settledMs, mostAtOnce),
    );
    const released =
      leftovers.length === 0
        ? 0
        : await this.database.transaction((session) => this.#release(session, leftovers));
    if (released > 0) this.wake.wake();
    return { released, counted: await this.#count() };
  }

  /** Between the look and the lock a run may have gone. */
  async #release(session: Session, runIds: readonly string[]): Promise<number> {
    const active = await this.active.lockActive(session, runIds);
    return this.stores.holds.release(
      session,
      runIds.filter((id) => !active.has(id)),
    );
  }

  /** A few at a time: a new pool may have to count all that runs, whose ends must not wait for it. */
  async #count(): Promise<number> {
    const missing = groupsOf(await this.database.run((session) => this.uncounted.find(session)), runOf);
    let counted = 0;
    for (let start = 0; start < missing.length; start += mostAtOnce) {
      const holds = missing.slice(start, start + mostAtOnce).flat();
      counted += await this.database.transaction((session) => this.#take(session, holds));
    }
    return counted;
  }

  async #take(session: Session, missing: readonly PoolHold[]): Promise<number> {
    const active = await this.active.lockActive(session, [...new Set(missing.map(runOf))]);
    const holds = missing.filter((hold) => active.has(hold.run_id));
    if (holds.length > 0) await this.stores.holds.take(session, holds);
    return holds.length;
  }
}

function runOf(hold: PoolHold): string {
  return hold.run_id;
}
