import { Injectable } from '@nestjs/common';
import { admitAll, Clock, type AdmitVerdict } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import type { PoolHold } from '../../persistence/stores/pool-hold.store.js';
import { ClusterSettings } from '../../settings/cluster-settings.js';
import { LimitReader, type LimitSheet, type Subject } from './limit-reader.js';
import { LimitStores } from './limit-stores.js';

/** What the limits say of runs, each by its id, and what that was judged by. */
export interface Judgement {
  readonly sheet: LimitSheet;
  readonly verdicts: ReadonlyMap<string, AdmitVerdict>;
}

/** Judges runs by their limits, and writes what they take; both in one transaction that has the limits locked. */
@Injectable()
export class RunLimiter {
  constructor(
    private readonly reader: LimitReader,
    private readonly stores: LimitStores,
    private readonly settings: ClusterSettings,
    private readonly clock: Clock,
  ) {}

  async judge(session: Session, subjects: readonly Subject[]): Promise<Judgement> {
    const sheet = await this.reader.read(session, subjects);
    const ageing = { now: this.clock.now(), ageingMs: this.settings.current('dispatching.ageingMs') };
    const verdicts = admitAll(sheet.applicants, sheet.states, ageing);
    return {
      sheet,
      verdicts: new Map(sheet.applicants.map(({ id }, index) => [id, verdicts[index]!])),
    };
  }

  /** Admitted runs that do not go after all take nothing. */
  async settle(
    session: Session,
    judgement: Judgement | undefined,
    going: readonly DispatchRow[],
  ): Promise<void> {
    if (!judgement) return;
    const goingIds = new Set(going.map((run) => run.id));
    const sinceAt = this.clock.now();
    const holds = [...judgement.verdicts]
      .filter(([id, verdict]) => verdict.kind === 'wait' || goingIds.has(id))
      .flatMap(([id, verdict]) => verdict.takes.map((take) => holdOf(id, take, sinceAt)));
    if (holds.length > 0) await this.stores.holds.take(session, holds);
    await this.#spend(session, judgement.sheet, goingIds);
  }

  async release(session: Session, runIds: readonly string[]): Promise<void> {
    await this.stores.holds.release(session, runIds);
  }

  async #spend(session: Session, sheet: LimitSheet, goingIds: ReadonlySet<string>): Promise<void> {
    for (const { limit, bucket } of sheet.states) {
      if (!bucket) continue;
      const starts = sheet.applicants.filter((run) => goingIds.has(run.id) && run.limits.includes(limit.id));
      const left = { ...bucket, tokens: bucket.tokens - starts.length };
      if (starts.length > 0) await this.stores.pools.setBucket(session, limit.id, left);
    }
  }
}

function holdOf(runId: string, take: { limitId: string; slots: number }, sinceAt: Date): PoolHold {
  return { limit_id: take.limitId, run_id: runId, slots: take.slots, since_at: sinceAt };
}
