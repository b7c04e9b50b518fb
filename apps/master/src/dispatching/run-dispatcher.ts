import { Injectable } from '@nestjs/common';
import { priorities } from '@orrery/domain';
import { Broker } from '@orrery/messaging';
import type { Session } from '@orrery/persistence';
import { MasterSettings } from '../master-settings.js';
import type { DispatchRow } from '../persistence/stores/backlog.store.js';
import { DispatchPublisher } from './dispatch-publisher.js';
import { DispatchRecords } from './dispatch-records.js';
import { GroupCapacity } from './group-capacity.js';

const mostAtOnce = 500;

/** Sends ready runs of the backlog to the groups that have room, the most urgent class first. */
@Injectable()
export class RunDispatcher {
  constructor(
    private readonly records: DispatchRecords,
    private readonly publisher: DispatchPublisher,
    private readonly capacity: GroupCapacity,
    private readonly broker: Broker,
    private readonly settings: MasterSettings,
  ) {}

  async runOnce(): Promise<{ dispatched: number }> {
    let dispatched = 0;
    for (const group of this.capacity.names()) dispatched += await this.#fill(group);
    return { dispatched };
  }

  /** Sends runs held in memory until their time came, if they are still pending; those without room join the backlog. */
  async dispatchHeld(held: readonly DispatchRow[]): Promise<void> {
    for (let start = 0; start < held.length; start += mostAtOnce) {
      await this.#dispatchSome(held.slice(start, start + mostAtOnce));
    }
  }

  /** Leaves runs held in memory to whoever is there when they are due. */
  async offer(held: readonly DispatchRow[]): Promise<void> {
    const { database, backlog } = this.records;
    for (let start = 0; start < held.length; start += mostAtOnce) {
      const ids = held.slice(start, start + mostAtOnce).map((run) => run.id);
      await database.run((session) => backlog.offer(session, ids));
    }
  }

  async #dispatchSome(held: readonly DispatchRow[]): Promise<void> {
    const booked: DispatchRow[] = [];
    const others: string[] = [];
    for (const run of held) {
      if (this.broker.isConnected() && this.capacity.reserve(run.group_name, 1) === 1) booked.push(run);
      else others.push(run.id);
    }
    const { database, backlog } = this.records;
    const sent = await database.transaction(async (session) => {
      if (others.length > 0) await backlog.offer(session, others);
      if (booked.length === 0) return [];
      return this.#mark(
        session,
        await backlog.claimHeld(
          session,
          booked.map((run) => run.id),
        ),
      );
    });
    const sentIds = new Set(sent.map((run) => run.id));
    for (const run of booked) if (!sentIds.has(run.id)) this.capacity.release(run.group_name, 1);
    await this.publisher.publish(sent);
  }

  async #fill(group: string): Promise<number> {
    let total = 0;
    for (const rank of priorities.keys()) {
      for (;;) {
        const room = Math.min(this.capacity.room(group), mostAtOnce);
        if (room === 0 || !this.broker.isConnected()) return total;
        const sent = await this.#claim(group, rank, room);
        total += sent;
        if (sent < room) break;
      }
    }
    return total;
  }

  async #claim(group: string, rank: number, room: number): Promise<number> {
    const { database, backlog, clock } = this.records;
    const runs = await database.transaction(async (session) => {
      const ready = await backlog.claimReady(session, group, rank, clock.now(), room);
      return this.#mark(session, ready);
    });
    this.capacity.sent(group, runs.length);
    await this.publisher.publish(runs);
    return runs.length;
  }

  async #mark(session: Session, runs: readonly DispatchRow[]): Promise<readonly DispatchRow[]> {
    if (runs.length === 0) return runs;
    const { backlog, definitions, clock } = this.records;
    const now = clock.now();
    await definitions.load(session, runs);
    await backlog.markDispatched(
      session,
      runs.map((run) => run.id),
      now,
      this.#retryAt(now),
    );
    return runs;
  }

  #retryAt(now: Date): Date {
    return new Date(now.getTime() + this.settings.config.acceptWithinMs);
  }
}
