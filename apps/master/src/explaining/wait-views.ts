import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { ParkedRunStore } from '../persistence/stores/parked-run.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunTurnStore } from '../persistence/stores/run-turn.store.js';
import { mostCounted, type InTheWay, type RunSnapshot } from './run-snapshot.js';

const mostNamed = 20;

/** Reads what a run outside of the backlog waits for: a limit, a worker, or its turn in its schedule. */
@Injectable()
export class WaitViews {
  constructor(
    private readonly parked: ParkedRunStore,
    private readonly turns: RunTurnStore,
  ) {}

  async parkedAt(session: Session, run: RunRow): Promise<RunSnapshot['parked']> {
    const row = await this.parked.find(session, run.id);
    if (!row) return undefined;
    return { waitsFor: row.waits_for, ahead: await this.parked.countBefore(session, row, mostCounted) };
  }

  /** Those that must end before a queued run of the schedule. */
  async turnOf(session: Session, run: RunRow): Promise<InTheWay | undefined> {
    if (run.schedule_id === null) return undefined;
    const turns = await this.turns.of(session, [run.schedule_id]);
    const own = turns.findIndex((turn) => turn.runId === run.id);
    if (own < 0 || turns[own]!.state !== 'queued') return undefined;
    const before = turns.slice(0, own).map((turn) => turn.runId);
    return { runIds: before.slice(0, mostNamed), count: before.length };
  }
}
