import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import { RunFollower, type EndedAttempts } from '../../runs/run-follower.js';
import { FreedLimits } from '../parking/freed-limits.js';
import { LimitBook } from './limit-book.js';
import { LimitStores } from './limit-stores.js';

/** Gives back the slots of attempts that ended, also of those that are tried again: they wait without slots. */
@Injectable()
export class LimitRelease extends RunFollower {
  constructor(
    private readonly book: LimitBook,
    private readonly definitions: DefinitionCache,
    private readonly stores: LimitStores,
    private readonly freed: FreedLimits,
  ) {
    super();
  }

  override async attemptsEnded(session: Session, { runs }: EndedAttempts): Promise<number> {
    const parked = runs.filter((run) => run.state === 'pending' && run.eligible_at === null);
    if (parked.length > 0) {
      await this.stores.parked.forget(
        session,
        parked.map((run) => run.id),
      );
    }
    const limited = runs.filter((run) => this.book.isLimited(run, this.definitions.get(run)));
    if (limited.length === 0) return 0;
    const ids = limited.map((run) => run.id);
    const released = await this.stores.holds.release(session, ids);
    if (released > 0) this.freed.note();
    return released;
  }
}
