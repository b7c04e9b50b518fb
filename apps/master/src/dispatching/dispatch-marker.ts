import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { MasterSettings } from '../master-settings.js';
import type { DispatchRow } from '../persistence/stores/backlog.store.js';
import { DispatchRecords } from './dispatch-records.js';

/** Marks runs as sent, and until when a worker must have accepted them. */
@Injectable()
export class DispatchMarker {
  constructor(
    private readonly records: DispatchRecords,
    private readonly settings: MasterSettings,
  ) {}

  /** The rows must be locked in this session. */
  async mark(session: Session, runs: readonly DispatchRow[]): Promise<void> {
    if (runs.length === 0) return;
    const { now, retryAt } = this.#times();
    await this.records.backlog.markDispatched(session, runs, now, retryAt);
  }

  /** Runs this master made and nobody else should have touched; false when some are not as they were made. */
  async markHeld(session: Session, runs: readonly DispatchRow[]): Promise<boolean> {
    if (runs.length === 0) return true;
    const { now, retryAt } = this.#times();
    const ids = runs.map((run) => run.id);
    return (await this.records.backlog.markHeld(session, ids, now, retryAt)) === runs.length;
  }

  #times() {
    const now = this.records.clock.now();
    return { now, retryAt: new Date(now.getTime() + this.settings.config.acceptWithinMs) };
  }
}
