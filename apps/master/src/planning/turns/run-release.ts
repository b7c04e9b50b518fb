import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import { groupsOf } from '../../persistence/groups-of.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { RunTurnStore } from '../../persistence/stores/run-turn.store.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import { queueDeadline } from '../../runs/new-run.js';

/** Lets runs that waited outside of the backlog into it. How long they may stay there counts from now. */
@Injectable()
export class RunRelease {
  constructor(
    private readonly runs: RunStore,
    private readonly turns: RunTurnStore,
    private readonly definitions: DefinitionCache,
  ) {}

  async release(session: Session, runIds: readonly string[], now: Date): Promise<void> {
    if (runIds.length === 0) return;
    const runs = await this.runs.findAll(session, runIds);
    await this.definitions.load(session, runs);
    const timeoutOf = (run: RunRow) => this.definitions.get(run).queueTimeoutMs;
    for (const group of groupsOf(runs, (run) => String(timeoutOf(run)))) {
      const deadline = queueDeadline(timeoutOf(group[0]!), now);
      const ids = group.map((run) => run.id);
      await this.turns.letIn(session, ids, now, deadline);
    }
  }
}
