import { Injectable } from '@nestjs/common';
import { Database, type Session } from '@orrery/persistence';
import { ReservationStore } from '../../persistence/stores/reservation.store.js';
import { ReservedRunStore } from '../../persistence/stores/reserved-run.store.js';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';

const mostAtOnce = 500;

/** Renews reserved slots that are in use, and removes those that nobody can use any more. */
@Injectable()
export class SlotKeeper {
  constructor(
    private readonly database: Database,
    private readonly reservations: ReservationStore,
    private readonly requests: SlotRequestStore,
    private readonly runs: ReservedRunStore,
  ) {}

  async runOnce(): Promise<{ renewed: number }> {
    const kept = await this.database.run((session) => this.reservations.kept(session));
    const owners = new Set(kept.flatMap(({ workflow }) => workflow?.runId ?? []));
    return this.database.transaction(async (session) => {
      await this.#tidy(session);
      const groups = await this.#inUse(session, [...owners]);
      for (const { workflowRunId, group } of groups) await this.requests.renew(session, workflowRunId, group);
      return { renewed: groups.length };
    });
  }

  async #tidy(session: Session): Promise<void> {
    await this.requests.release(session, await this.requests.left(session, mostAtOnce));
    await this.requests.dropOfAbsent(session);
    await this.runs.prune(session, mostAtOnce);
    await this.reservations.prune(session);
  }

  /** A group's slots are in use while any of them is. */
  async #inUse(session: Session, owners: readonly string[]) {
    const used = await this.runs.used(session, owners);
    const groups = new Map(used.map((each) => [`${each.workflowRunId} ${each.group}`, each]));
    return [...groups.values()];
  }
}
