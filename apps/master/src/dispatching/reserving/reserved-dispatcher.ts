import { Injectable } from '@nestjs/common';
import { groupsOf } from '../../persistence/groups-of.js';
import { ReservationStore, type KeptSlots } from '../../persistence/stores/reservation.store.js';
import { ReservedRunStore } from '../../persistence/stores/reserved-run.store.js';
import { DispatchAftermath } from '../dispatch-aftermath.js';
import { DispatchPipeline } from '../dispatch-pipeline.js';
import { DispatchRecords } from '../dispatch-records.js';

const mostAtOnce = 500;

/** Sends runs for which slots are reserved and free, past the backlog of their group: others cannot use these slots anyway. */
@Injectable()
export class ReservedDispatcher {
  constructor(
    private readonly records: DispatchRecords,
    private readonly reservations: ReservationStore,
    private readonly runs: ReservedRunStore,
    private readonly pipeline: DispatchPipeline,
    private readonly aftermath: DispatchAftermath,
  ) {}

  async runOnce(): Promise<{ dispatched: number }> {
    const kept = await this.records.database.run((session) => this.reservations.kept(session));
    const free = kept.filter(({ workflow, slots }) => workflow !== undefined && slots > 0);
    let dispatched = 0;
    for (const mine of groupsOf(free, ({ workflow }) => `${workflow!.runId} ${workflow!.group}`)) {
      dispatched += await this.#send(mine);
    }
    return { dispatched };
  }

  async #send(free: readonly KeptSlots[]): Promise<number> {
    const { database, backlog, capacity, clock } = this.records;
    const { runId: workflowRunId, group } = free[0]!.workflow!;
    const room = free.reduce((sum, { slots }) => sum + slots, 0);
    const most = Math.min(room, mostAtOnce);
    const ids = await database.run((session) =>
      this.runs.ready(session, { workflowRunId, group }, clock.now(), most),
    );
    if (ids.length === 0) return 0;
    const outcome = await database.transaction(async (session) => {
      return this.pipeline.pass(session, await backlog.claimHeld(session, ids), room);
    });
    const { dispatched } = outcome;
    const slots = dispatched.reduce((sum, { weight }) => sum + weight, 0);
    capacity.sent(group, dispatched.length, slots);
    await this.aftermath.follow(outcome);
    return dispatched.length;
  }
}
