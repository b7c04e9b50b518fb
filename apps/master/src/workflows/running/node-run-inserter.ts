import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { ReservedRunStore } from '../../persistence/stores/reserved-run.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { RunStore } from '../../persistence/stores/run.store.js';

/** Writes the runs of nodes, and notes those that may use reserved slots. */
@Injectable()
export class NodeRunInserter {
  constructor(
    private readonly runs: RunStore,
    private readonly reserved: ReservedRunStore,
  ) {}

  async insert(session: Session, runs: readonly RunRow[]): Promise<void> {
    await this.runs.insertAll(session, runs);
    await this.reserved.note(session, runs);
  }
}
