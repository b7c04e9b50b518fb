import { Injectable } from '@nestjs/common';
import { inTurns } from '@orrery/domain';
import type { BacklogHead, BacklogSlice, DispatchRow } from '../persistence/stores/backlog.store.js';
import { DispatchAftermath } from './dispatch-aftermath.js';
import { DispatchGate } from './dispatch-gate.js';
import { DispatchPipeline } from './dispatch-pipeline.js';
import { DispatchRecords } from './dispatch-records.js';
import { BacklogOrder, type PlannedClaim } from './ordering/backlog-order.js';

const mostAtOnce = 500;

/** One round of filling a group. */
interface Round {
  readonly claimed: number;
  readonly dispatched: readonly DispatchRow[];
  /** Runs of workflows that have begun. */
  readonly opened: number;
  readonly parked: number;
  /** Claimed runs that are in the backlog no more. */
  readonly gone: number;
}

/** Sends ready runs of the backlog to the groups that have room: the most urgent class first, projects by their weight. */
@Injectable()
export class RunDispatcher {
  constructor(
    private readonly records: DispatchRecords,
    private readonly order: BacklogOrder,
    private readonly pipeline: DispatchPipeline,
    private readonly aftermath: DispatchAftermath,
    private readonly gate: DispatchGate,
  ) {}

  async runOnce(): Promise<{ dispatched: number }> {
    let dispatched = 0;
    for (const group of this.records.capacity.names()) dispatched += await this.#fill(group);
    return { dispatched };
  }

  async #fill(group: string): Promise<number> {
    let total = 0;
    let blocked = false;
    for (;;) {
      if (!this.gate.isOpen()) return total;
      const heads = await this.#readyHeads(group);
      const room = this.records.capacity.room(group);
      if (room === 0 || heads.length === 0) return total;
      // Where limits held back what was looked at, more is looked at: those behind may go.
      const plan = this.order.plan(group, heads, blocked ? mostAtOnce : Math.min(room, mostAtOnce));
      const { claimed, dispatched, parked, gone } = await this.#claim(group, plan, room);
      total += dispatched.length;
      if (gone === 0) return total;
      blocked = parked > claimed / 2;
    }
  }

  /** Notes what it sees. */
  async #readyHeads(group: string): Promise<BacklogHead[]> {
    const { database, backlog, clock } = this.records;
    const heads = await database.run((session) => backlog.heads(session, group));
    const now = clock.now();
    const ready = heads.filter((head) => head.since <= now);
    const later = heads.filter((head) => head.since > now).map((head) => head.since.getTime());
    const nextAt = later.length === 0 ? undefined : new Date(Math.min(...later));
    this.records.capacity.setBacklog(group, mostUrgent(ready), nextAt);
    return ready;
  }

  async #claim(group: string, plan: readonly PlannedClaim[], room: number): Promise<Round> {
    const { database, capacity } = this.records;
    const round = await database.transaction(async (session): Promise<Round> => {
      const lines = [];
      for (const { slice, limit } of plan) {
        lines.push({ share: limit, items: await this.records.backlog.claimReady(session, slice, limit) });
      }
      const claimed = inTurns(lines);
      return { claimed: claimed.length, ...(await this.pipeline.pass(session, claimed, room)) };
    });
    const { dispatched } = round;
    this.order.settle(
      group,
      plan,
      plan.map(({ slice }) => slotsOf(dispatched.filter((run) => isOf(slice, run)))),
    );
    capacity.sent(group, dispatched.length, slotsOf(dispatched));
    await this.aftermath.follow(round);
    return round;
  }
}

function isOf({ rank, project }: BacklogSlice, run: DispatchRow): boolean {
  return run.priority === rank && run.project === project;
}

function slotsOf(runs: readonly DispatchRow[]): number {
  return runs.reduce((sum, run) => sum + run.weight, 0);
}

function mostUrgent(heads: readonly BacklogHead[]): number | undefined {
  return heads.length === 0 ? undefined : Math.min(...heads.map((head) => head.rank));
}
