import { Injectable } from '@nestjs/common';
import type { HeartbeatMessage } from '@orrery/contracts';
import { Database } from '@orrery/persistence';
import type { HeardBeat } from '../persistence/stores/worker-life.store.js';
import { ClusterSettings } from '../settings/cluster-settings.js';
import { LeaseGrants } from './lease-grants.js';
import { LifeRecords } from './life-records.js';

interface KnownWorker {
  /** What would be news if it changed. */
  readonly face: string;
  readonly group: string;
  readonly heardMs: number;
}

/** Workers not heard for so long are forgotten here (not in the database). */
const forgetAfterMs = 60_000;

/** Folds heartbeats in memory, the newest of each worker, writes them in batches, and has the leases of those granted. */
@Injectable()
export class HeartbeatRegistry {
  readonly #unwritten = new Map<string, HeardBeat>();
  readonly #known = new Map<string, KnownWorker>();
  #news = false;

  constructor(
    private readonly database: Database,
    private readonly records: LifeRecords,
    private readonly leases: LeaseGrants,
    private readonly settings: ClusterSettings,
  ) {}

  /** Returns whether one of them is news: a worker not seen before, another epoch, state or number of slots. */
  take(beats: readonly HeartbeatMessage[]): boolean {
    const heardMs = performance.now();
    let news = false;
    for (const beat of beats) {
      const { workerId, workerEpoch, state, slots, group } = beat;
      const face = `${workerEpoch} ${state} ${slots} ${group}`;
      news ||= this.#known.get(workerId)?.face !== face;
      this.#known.set(workerId, { face, group, heardMs });
      this.#keep({ beat, heardMs });
    }
    this.#news ||= news;
    return news;
  }

  /** Group of a worker this master has heard of lately. */
  groupOf(workerId: string): string | undefined {
    return this.#known.get(workerId)?.group;
  }

  /** Writes what was heard since the last time, news or not. It reaches for the database even if that is nothing. */
  async flush(): Promise<{ news: boolean; nowAt: Date }> {
    const news = this.#news;
    this.#news = false;
    const heard = [...this.#unwritten.values()].sort((a, b) => (a.beat.workerId < b.beat.workerId ? -1 : 1));
    this.#unwritten.clear();
    this.#forgetSilent();
    const leaseMs = this.settings.current('workers.leaseMs');
    try {
      const { nowAt, beats } = await this.database.transaction((session) =>
        this.records.heard(session, heard, leaseMs),
      );
      await this.leases.grant(beats, { leaseMs, logBytes: this.settings.current('runs.logBytes') });
      return { news, nowAt };
    } catch (error) {
      // Written the next time, where nothing newer came: a last word comes once only.
      for (const each of heard) this.#keep(each);
      this.#news ||= news;
      throw error;
    }
  }

  /** The newest of each life counts; lives are told apart by the order in which they are heard. */
  #keep(heard: HeardBeat): void {
    const { beat, heardMs } = heard;
    const kept = this.#unwritten.get(beat.workerId);
    const isNewer =
      kept === undefined ||
      (kept.beat.workerEpoch === beat.workerEpoch ? beat.seq > kept.beat.seq : heardMs >= kept.heardMs);
    if (isNewer) this.#unwritten.set(beat.workerId, heard);
  }

  #forgetSilent(): void {
    const limitMs = performance.now() - forgetAfterMs;
    for (const [id, { heardMs }] of this.#known) if (heardMs < limitMs) this.#known.delete(id);
  }
}
