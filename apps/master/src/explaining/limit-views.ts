import { Injectable } from '@nestjs/common';
import { hasTokensAt, inTakingOrder, refilled, type Limit } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { LimitBook } from '../dispatching/limits/limit-book.js';
import { LimitStores } from '../dispatching/limits/limit-stores.js';
import { bucketOfPool } from '../persistence/stores/pool.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { InTheWay, LimitView } from './run-snapshot.js';

const mostNamed = 20;

/** Reads how much is left of the limits a run falls under, and who has the rest. */
@Injectable()
export class LimitViews {
  constructor(
    private readonly book: LimitBook,
    private readonly definitions: DefinitionCache,
    private readonly stores: LimitStores,
  ) {}

  /** With `projects`, runs of others are counted and not named. */
  async of(session: Session, run: RunRow, projects: readonly string[] | undefined): Promise<LimitView[]> {
    await this.definitions.load(session, [run]);
    const limits = inTakingOrder(this.book.limitsOf(run, this.definitions.get(run)));
    if (limits.length === 0) return [];
    const { holds } = this.stores;
    const used = await holds.used(
      session,
      limits.map((limit) => limit.id),
    );
    const own = new Set((await holds.ofRuns(session, [run.id])).map((hold) => hold.limit_id));
    const views: LimitView[] = [];
    for (const limit of limits) {
      const holders = await this.#holders(session, limit, projects);
      const nextStartAt = await this.#nextStartAt(session, limit);
      const isHeld = own.has(limit.id);
      views.push({ limit, used: used.get(limit.id) ?? 0, holders, isHeld, nextStartAt });
    }
    return views;
  }

  async #holders(session: Session, limit: Limit, projects: readonly string[] | undefined): Promise<InTheWay> {
    if (limit.slots === 0) return { runIds: [], count: 0 };
    const { holds } = this.stores;
    const named = await holds.holders(session, limit.id, { most: mostNamed, projects });
    return { runIds: named.map((holder) => holder.run_id), count: await holds.count(session, limit.id) };
  }

  async #nextStartAt(session: Session, { id, rate }: Limit): Promise<Date | null> {
    const pool = rate && (await this.stores.pools.read(session, id));
    return pool ? hasTokensAt(refilled(bucketOfPool(pool), rate, pool.now_at), rate, 1) : null;
  }
}
