import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import { ReservedRunStore } from '../../persistence/stores/reserved-run.store.js';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';
import { RunFollower, type EndedAttempts } from '../../runs/run-follower.js';
import { FreedLimits } from '../parking/freed-limits.js';

/** The end of a workflow run, whatever it is, gives its reserved slots back; the end of one of its nodes, what it used of them. */
@Injectable()
export class SlotRelease extends RunFollower {
  constructor(
    private readonly definitions: DefinitionCache,
    private readonly requests: SlotRequestStore,
    private readonly reserved: ReservedRunStore,
    private readonly parked: ParkedRunStore,
    private readonly freed: FreedLimits,
  ) {
    super();
  }

  override async attemptsEnded(session: Session, { runs, ends }: EndedAttempts): Promise<number> {
    const over = new Set(ends.map(({ id }) => id));
    const ended = runs.filter((run) => over.has(run.id));
    const users = ended.filter((run) => this.definitions.get(run).usesReserved);
    await this.reserved.forget(
      session,
      users.map((run) => run.id),
    );
    const reserving = ended.filter((run) => this.definitions.get(run).reserve);
    if (reserving.length === 0) return 0;
    const ids = reserving.map((run) => run.id);
    await this.requests.release(session, ids);
    await this.parked.forget(session, ids);
    this.freed.note();
    return reserving.length;
  }
}
