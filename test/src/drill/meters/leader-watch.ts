import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerReader } from '../ledger/ledger-reader.js';

const EVERY_MS = 25;
const ANSWER_WITHIN_MS = 1_000;
const SQL = `SELECT holder AS leader, epoch FROM leadership WHERE name = 'master'`;

/** From a moment on this master leads, under this epoch. */
export interface LeaderSighting {
  readonly at: number;
  readonly leader: string;
  readonly epoch: number;
}

/** Notes each new leader, as the row says by which leaders' writes are fenced. */
export class LeaderWatch {
  readonly sightings: LeaderSighting[] = [];
  private watching = true;
  private readonly ended: Promise<void>;

  constructor(private readonly reader: LedgerReader) {
    this.ended = this.watch();
  }

  get leader(): string | undefined {
    return this.sightings.at(-1)?.leader;
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
    const [row] = await this.reader.read<LeaderSighting>(SQL, ANSWER_WITHIN_MS);
    if (row === undefined) return;
    const epoch = Number(row.epoch);
    if (epoch !== this.sightings.at(-1)?.epoch)
      this.sightings.push({ at: Date.now(), leader: row.leader, epoch });
  }
}

/** When the next leader after the one of that moment was seen; undefined when there was none. */
export function successorSeenAt(sightings: readonly LeaderSighting[], at: number): number | undefined {
  return sightings.find((sighting) => sighting.at > at)?.at;
}
