import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { MasterSettings } from '../master-settings.js';
import { PrunedStores } from './pruned-stores.js';

const mostAtOnce = 1_000;
/** Gateways forget the keys of their senders after a day. */
const requestsKeptMs = 25 * 3_600_000;

/** Removes what is older than the retention: ended runs with their logs, the ledger of fires, workers that are gone. */
@Injectable()
export class HistoryPruner {
  constructor(
    private readonly database: Database,
    private readonly stores: PrunedStores,
    private readonly clock: Clock,
    private readonly settings: MasterSettings,
  ) {}

  async runOnce(): Promise<{ runs: number; fires: number }> {
    const { runRetentionMs } = this.settings.config;
    const nowMs = this.clock.now().getTime();
    const before = new Date(nowMs - runRetentionMs);
    const { runs, fires, workers, requests } = this.stores;
    // Run ids begin with their time, so no index is needed.
    const prunedRuns = await this.#untilNothingIsLeft((session) =>
      runs.prune(session, idFloor(before.getTime()), mostAtOnce),
    );
    const prunedFires = await this.#untilNothingIsLeft((session) => fires.prune(session, before, mostAtOnce));
    await this.database.run((session) => workers.prune(session, runRetentionMs));
    await this.database.run((session) => requests.prune(session, new Date(nowMs - requestsKeptMs)));
    return { runs: prunedRuns, fires: prunedFires };
  }

  async #untilNothingIsLeft(prune: (session: Session) => Promise<number>): Promise<number> {
    let total = 0;
    for (;;) {
      const removed = await this.database.transaction(prune);
      total += removed;
      if (removed < mostAtOnce) return total;
    }
  }
}

/** The smallest UUIDv7 (RFC 9562) of the millisecond. */
function idFloor(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
