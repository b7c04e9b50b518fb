import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { LeaderWrites } from '../leadership/leader-writes.js';
import { idFloor } from '../persistence/id-floor.js';
import { ClusterSettings } from '../settings/cluster-settings.js';
import { PrunedStores } from './pruned-stores.js';

const mostAtOnce = 1_000;
const dayMs = 86_400_000;
/** Gateways forget the keys of their senders after a day. */
const requestsKeptMs = 25 * 3_600_000;

/**
 * Removes what is older than the retention: ended runs with their logs, the ledger of fires, samples, nodes that are gone. The
 * leader's duty: elsewhere it does nothing.
 */
@Injectable()
export class HistoryPruner {
  constructor(
    private readonly writes: LeaderWrites,
    private readonly stores: PrunedStores,
    private readonly clock: Clock,
    private readonly settings: ClusterSettings,
  ) {}

  /** @throws the error of a place for logs that is away, after everything else has been pruned. */
  async runOnce(): Promise<{ runs: number; fires: number }> {
    const retentionMs = this.settings.current('retention.days') * dayMs;
    const nowMs = this.clock.now().getTime();
    const before = new Date(nowMs - retentionMs);
    const { runs, fires, nodes, requests, events } = this.stores;
    const beforeId = idFloor(before.getTime());
    const [prunedRuns] = await Promise.allSettled([this.#pruneRuns(beforeId)]);
    await this.#untilNothingIsLeft((session) => runs.workflows.prune(session, beforeId, mostAtOnce));
    await this.#untilNothingIsLeft((session) => runs.backfills.prune(session, beforeId, mostAtOnce));
    const prunedFires = await this.#untilNothingIsLeft((session) => fires.prune(session, before, mostAtOnce));
    await this.#untilNothingIsLeft((session) => nodes.samples.prune(session, before, mostAtOnce));
    await this.writes.transaction(async (session) => {
      await nodes.workers.prune(session, retentionMs);
      await nodes.masters.prune(session, retentionMs);
    });
    await this.writes.transaction((session) => events.prune(session, before));
    await this.writes.transaction((session) => requests.prune(session, new Date(nowMs - requestsKeptMs)));
    if (prunedRuns.status === 'rejected') throw prunedRuns.reason;
    return { runs: prunedRuns.value, fires: prunedFires };
  }

  /** Their logs first, which may be kept elsewhere: should it end in between, the runs are found again. */
  async #pruneRuns(beforeId: string): Promise<number> {
    const { all, logs } = this.stores.runs;
    let total = 0;
    for (;;) {
      const found = await this.writes.transaction((session) => all.prunable(session, beforeId, mostAtOnce));
      if (found.kind !== 'written') return total;
      await logs.remove(found.value);
      await this.writes.transaction((session) => all.remove(session, found.value));
      total += found.value.length;
      if (found.value.length < mostAtOnce) return total;
    }
  }

  async #untilNothingIsLeft(prune: (session: Session) => Promise<number>): Promise<number> {
    let total = 0;
    for (;;) {
      const write = await this.writes.transaction(prune);
      if (write.kind !== 'written') return total;
      total += write.value;
      if (write.value < mostAtOnce) return total;
    }
  }
}
