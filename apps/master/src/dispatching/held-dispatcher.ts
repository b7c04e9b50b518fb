import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import type { DispatchRow } from '../persistence/stores/backlog.store.js';
import { DirectRuns } from './direct-runs.js';
import { DispatchAftermath } from './dispatch-aftermath.js';
import { DispatchMarker } from './dispatch-marker.js';
import { DispatchPipeline, type PipelineOutcome } from './dispatch-pipeline.js';
import { DispatchRecords } from './dispatch-records.js';

const mostAtOnce = 500;

type SentRuns = Pick<PipelineOutcome, 'dispatched' | 'opened'>;

/** Something happened to runs this master had made and held: they were withdrawn, or another master sent them. */
class HeldRunsChanged extends Error {}

/** Sends runs this master has planned and held until they were due, with room booked for them. */
@Injectable()
export class HeldDispatcher {
  constructor(
    private readonly records: DispatchRecords,
    private readonly direct: DirectRuns,
    private readonly marker: DispatchMarker,
    private readonly pipeline: DispatchPipeline,
    private readonly aftermath: DispatchAftermath,
  ) {}

  /** Room that is not needed after all is given back. */
  async dispatch(held: readonly DispatchRow[]): Promise<void> {
    const outcome = await this.#mark(held).catch((error: unknown) => {
      this.#giveBack(held);
      throw error;
    });
    const sentIds = new Set(outcome.dispatched.map((run) => run.id));
    this.#giveBack(held.filter((run) => !sentIds.has(run.id)));
    await this.aftermath.follow(outcome);
  }

  /** Leaves runs to whoever is there when they are due. */
  async offer(held: readonly DispatchRow[]): Promise<void> {
    const { database, backlog } = this.records;
    for (let start = 0; start < held.length; start += mostAtOnce) {
      const ids = held.slice(start, start + mostAtOnce).map((run) => run.id);
      await database.run((session) => backlog.offer(session, ids));
    }
  }

  /** In good times one statement, since this master knows what the rows are; otherwise they are looked at. */
  async #mark(held: readonly DispatchRow[]): Promise<SentRuns> {
    const { database } = this.records;
    try {
      return await database.transaction((session) => this.#markUnread(session, held));
    } catch (error) {
      if (!(error instanceof HeldRunsChanged)) throw error;
      return database.transaction((session) => this.#pass(session, held));
    }
  }

  async #markUnread(session: Session, held: readonly DispatchRow[]): Promise<SentRuns> {
    const { definitions } = this.records;
    await definitions.load(session, held);
    const direct = held.filter((run) => this.direct.isDirect(run, definitions.get(run)));
    if (!(await this.marker.markHeld(session, direct))) throw new HeldRunsChanged();
    const directIds = new Set(direct.map((run) => run.id));
    const others = held.filter((run) => !directIds.has(run.id));
    const { dispatched, opened } = await this.#pass(session, others);
    return { dispatched: [...direct, ...dispatched], opened };
  }

  async #pass(session: Session, held: readonly DispatchRow[]): Promise<SentRuns> {
    if (held.length === 0) return { dispatched: [], opened: 0 };
    const ids = held.map((run) => run.id);
    const pending = await this.records.backlog.claimHeld(session, ids);
    return this.pipeline.pass(session, pending);
  }

  #giveBack(runs: readonly DispatchRow[]): void {
    for (const run of runs) this.records.capacity.release(run.group_name, 1, run.weight);
  }
}
