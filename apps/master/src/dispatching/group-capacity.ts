import { Injectable } from '@nestjs/common';

const rateWindowMs = 1_000;
/** The queue in the broker holds what workers take within this time. */
const queueAheadMs = 100;

interface Group {
  slots: number;
  /** Runs sent and not yet accepted by a worker. */
  waiting: number;
  acceptedInWindow: number;
  acceptedPerSecond: number;
  windowStartedMs: number;
}

/**
 * How many runs each group may have on the way: enough that its workers never idle, few enough that the backlog keeps
 * its order in the database. Room = two rounds of slots plus what the workers accept in 100 ms.
 */
@Injectable()
export class GroupCapacity {
  readonly #groups = new Map<string, Group>();

  /** Replaces what is known by what the database says: slots of living workers and dispatched runs by group. */
  refresh(slots: ReadonlyMap<string, number>, dispatched: ReadonlyMap<string, number>): void {
    for (const name of this.#groups.keys()) if (!slots.has(name)) this.#groups.delete(name);
    for (const [name, count] of slots) {
      const group = this.#group(name);
      group.slots = count;
      group.waiting = dispatched.get(name) ?? 0;
    }
  }

  /** Groups that have workers. */
  names(): string[] {
    return [...this.#groups.keys()];
  }

  hasWorkers(name: string): boolean {
    return (this.#groups.get(name)?.slots ?? 0) > 0;
  }

  /** How many more runs may be sent to the group now. */
  room(name: string): number {
    const group = this.#groups.get(name);
    if (!group || group.slots === 0) return 0;
    const ahead = Math.ceil((this.#rate(group) * queueAheadMs) / 1_000);
    return Math.max(0, 2 * group.slots + ahead - group.waiting);
  }

  /** Books up to `wanted` runs; returns how many may be sent. */
  reserve(name: string, wanted: number): number {
    const granted = Math.min(wanted, this.room(name));
    this.sent(name, granted);
    return granted;
  }

  sent(name: string, count: number): void {
    const group = this.#groups.get(name);
    if (group) group.waiting += count;
  }

  /** Runs that were booked or sent and will not be accepted (given back). */
  release(name: string, count: number): void {
    const group = this.#groups.get(name);
    if (group) group.waiting = Math.max(0, group.waiting - count);
  }

  accepted(name: string, count: number): void {
    const group = this.#groups.get(name);
    if (!group) return;
    this.release(name, count);
    this.#rate(group);
    group.acceptedInWindow += count;
  }

  #rate(group: Group): number {
    const elapsedMs = performance.now() - group.windowStartedMs;
    if (elapsedMs >= rateWindowMs) {
      group.acceptedPerSecond = (group.acceptedInWindow * 1_000) / elapsedMs;
      group.acceptedInWindow = 0;
      group.windowStartedMs = performance.now();
    }
    return Math.max(group.acceptedPerSecond, group.acceptedInWindow);
  }

  #group(name: string): Group {
    const known = this.#groups.get(name);
    if (known) return known;
    const group = {
      slots: 0,
      waiting: 0,
      acceptedInWindow: 0,
      acceptedPerSecond: 0,
      windowStartedMs: performance.now(),
    };
    this.#groups.set(name, group);
    return group;
  }
}
