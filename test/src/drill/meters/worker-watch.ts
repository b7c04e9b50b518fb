import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerReader } from '../ledger/ledger-reader.js';

/** The platform's opinion of a worker from a moment on. */
export interface WorkerSighting {
  readonly at: number;
  readonly id: string;
  readonly epoch: string;
  readonly state: string;
  /** Until when it may act by what it was granted last; null: for no time that is known. */
  readonly leaseUntilAt: number | null;
}

const EVERY_MS = 50;
const ANSWER_WITHIN_MS = 1_000;
const SQL = 'SELECT id, epoch, state, lease_until_at AS leaseUntilAt FROM worker';

/** Notes each change of what the cluster knows of its workers. */
export class WorkerWatch {
  readonly sightings: WorkerSighting[] = [];
  private readonly known = new Map<string, WorkerSighting>();
  private watching = true;
  private readonly ended: Promise<void>;

  constructor(private readonly reader: LedgerReader) {
    this.ended = this.watch();
  }

  /** The epoch under which the worker is known and up; undefined: it is not. */
  epochOf(id: string): string | undefined {
    const sighting = this.known.get(id);
    return sighting?.state === 'up' ? sighting.epoch : undefined;
  }

  async stop(): Promise<void> {
    this.watching = false;
    await this.ended;
  }

  private async watch(): Promise<void> {
    while (this.watching) {
      await this.look().catch(() => undefined); // the database is away: nothing can be seen
      await sleep(EVERY_MS);
    }
  }

  private async look(): Promise<void> {
    for (const row of await this.reader.read<WorkerSighting>(SQL, ANSWER_WITHIN_MS)) {
      const known = this.known.get(row.id);
      if (known?.epoch === row.epoch && known.state === row.state) continue;
      const sighting = { ...row, at: Date.now() };
      this.known.set(row.id, sighting);
      this.sightings.push(sighting);
    }
  }
}

/** How the end of a worker's life became known. */
export interface SeenDeath {
  /** It is called lost or stopped, or another life of it is known. */
  readonly at: number;
  /** From then on it can certainly do nothing any more: its next life is there, or its lease is over. */
  readonly certainAt: number;
}

/** What was seen of the death of the life that the worker had at that moment; undefined: nothing. */
export function deathOf(sightings: readonly WorkerSighting[], id: string, at: number): SeenDeath | undefined {
  const mine = sightings.filter((sighting) => sighting.id === id);
  const epoch = mine.filter((sighting) => sighting.at <= at).at(-1)?.epoch;
  const later = mine.filter((sighting) => sighting.at > at);
  const gone = later.find(({ state, epoch: of }) => of !== epoch || state === 'lost' || state === 'stopped');
  if (gone === undefined) return undefined;
  const reborn = later.find(({ epoch: of }) => of !== epoch)?.at ?? Infinity;
  const leaseOver = gone.epoch === epoch ? (gone.leaseUntilAt ?? Infinity) : Infinity;
  return { at: gone.at, certainAt: Math.max(gone.at, Math.min(reborn, leaseOver)) };
}
