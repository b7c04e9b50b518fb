import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import type { DispatchRow } from '../persistence/stores/backlog.store.js';
import { DispatchMarker } from './dispatch-marker.js';
import { DispatchRecords } from './dispatch-records.js';
import { RunAdmission } from './limits/run-admission.js';
import { ParkedRuns } from './parking/parked-runs.js';
import { RunRouter } from './routing/run-router.js';

/** What a step through the pipeline did. */
export interface PipelineOutcome {
  /** Marked as dispatched: to be published once the transaction is committed. */
  readonly dispatched: readonly DispatchRow[];
  /** Runs of workflows that have begun. */
  readonly opened: number;
  /** Taken out of the backlog until what they wait for is there. */
  readonly parked: number;
  /** Those, and runs that were divided: all but what found no room. */
  readonly gone: number;
}

/** From claimed rows to dispatched ones, in the transaction that claimed them: limits, routing, parking, marking. */
@Injectable()
export class DispatchPipeline {
  constructor(
    private readonly records: DispatchRecords,
    private readonly admission: RunAdmission,
    private readonly router: RunRouter,
    private readonly parking: ParkedRuns,
    private readonly marker: DispatchMarker,
  ) {}

  /**
   * The rows must be pending and locked in this session. Those beyond `room` slots stay in the backlog; the last one may
   * take more than is left, or a heavy run would never go.
   */
  async pass(session: Session, runs: readonly DispatchRow[], room = Infinity): Promise<PipelineOutcome> {
    if (runs.length === 0) return { dispatched: [], opened: 0, parked: 0, gone: 0 };
    await this.records.definitions.load(session, runs);
    const admission = await this.admission.admit(session, runs);
    const going = within(room, admission.admitted);
    const { routed, waiting: unroutable, opened } = await this.router.route(session, going);
    await this.admission.settle(session, admission, [...routed, ...opened]);
    const waiting = [...admission.waiting, ...unroutable];
    await this.parking.park(session, waiting);
    await this.marker.mark(session, routed);
    const gone = runs.length - admission.admitted.length + going.length;
    return { dispatched: routed, opened: opened.length, parked: waiting.length, gone };
  }
}

function within(room: number, runs: readonly DispatchRow[]): readonly DispatchRow[] {
  let left = room;
  return runs.filter((run) => {
    const fits = left > 0;
    left -= fits ? run.weight : 0;
    return fits;
  });
}
