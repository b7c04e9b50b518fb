import { Injectable } from '@nestjs/common';
import type { WaitingSlots } from '../persistence/stores/backlog.store.js';

const rateWindowMs = 1_000;
/** The queue in the broker holds what workers take within this time, or more where whoever sends says so. */
const queueAheadMs = 100;
/** However quick runs have been, no more rounds of its slots than these wait for a group: they may turn slow, with urgent ones behind. */
const mostRounds = 40;

interface Group {
  slots: number;
  /** Sent and not yet accepted by a worker. */
  waitingRuns: number;
  waitingSlots: number;
  acceptedInWindow: number;
  acceptedPerSecond: number;
  windowStartedMs: number;
  /** Most urgent rank among ready runs that found no room; undefined: none does. */
  backlogRank: number | undefined;
  /** When the next run of the backlog is ready; undefined: there is none. */
  backlogAt: Date | undefined;
}

/**
 * How many slots' worth of runs each group may have on the way: enough that its workers never idle, few enough that the
 * backlog keeps its order in the database. Room = two rounds of slots plus what the workers accept in 100 ms.
 */
@Injectable()
export class GroupCapacity {
  readonly #groups = new Map<string, Group>();

  /** Replaces what is known by what the database says: slots of living workers and dispatched runs by group. */
  refresh(slots: ReadonlyMap<string, number>, dispatched: ReadonlyMap<string, WaitingSlots>): void {
    for (const name of this.#groups.keys()) if (!slots.has(name)) this.#groups.delete(name);
    for (const [name, count] of slots) {
      const group = this.#group(name);
      group.slots = count;
      group.waitingRuns = dispatched.get(name)?.runs ?? 0;
      group.waitingSlots = dispatched.get(name)?.slots ?? 0;
    }
  }

  /** Groups that have workers. */
  names(): string[] {
    return [...this.#groups.keys()];
  }

  hasWorkers(name: string): boolean {
    return (this.#groups.get(name)?.slots ?? 0) > 0;
  }

  /**
   * How many more slots' worth of runs may be sent to the group now.
   * @param ahead how many may wait for its workers beyond two rounds of their slots, should those take fewer in 100 ms.
   */
  room(name: string, ahead = 0): number {
    const group = this.#groups.get(name);
    if (!group || group.slots === 0) return 0;
    const queued = Math.max(ahead, Math.ceil((this.#rate(group) * queueAheadMs) / 1_000));
    const most = Math.min(2 * group.slots + queued, mostRounds * group.slots);
    return Math.max(0, most - group.waitingSlots);
  }

  /** Says whether ready runs are left behind, so that new ones do not go past them, and when the next of the others is ready. */
  setBacklog(name: string, mostUrgentRank: number | undefined, nextAt?: Date): void {
    const group = this.#groups.get(name);
    if (group) Object.assign(group, { backlogRank: mostUrgentRank, backlogAt: nextAt });
  }

  /** Whether ready runs wait in the backlog, as far as this master knows. Of runs that others put there the next look tells. */
  hasBacklog(name: string, now: Date): boolean {
    const { backlogRank, backlogAt } = this.#groups.get(name) ?? {};
    return backlogRank !== undefined || (backlogAt !== undefined && backlogAt <= now);
  }

  /** Whether a run of this rank would go past others that wait. */
  isBehind(name: string, rank: number): boolean {
    const waiting = this.#groups.get(name)?.backlogRank;
    return waiting !== undefined && waiting <= rank;
  }

  /** Books up to `wanted` runs of this weight; returns how many may be sent. The last one may take more than is left. */
  reserve(name: string, wanted: number, weight = 1, ahead = 0): number {
    const granted = Math.min(wanted, Math.ceil(this.room(name, ahead) / weight));
    this.sent(name, granted, granted * weight);
    return granted;
  }

  sent(name: string, runs: number, slots = runs): void {
    const group = this.#groups.get(name);
    if (!group) return;
    group.waitingRuns += runs;
    group.waitingSlots += slots;
  }

  /** Runs that were booked or sent and will not be accepted (given back). */
  release(name: string, runs: number, slots = runs): void {
    const group = this.#groups.get(name);
    if (!group) return;
    group.waitingRuns = Math.max(0, group.waitingRuns - runs);
    group.waitingSlots = group.waitingRuns === 0 ? 0 : Math.max(0, group.waitingSlots - slots);
  }

  /** Workers do not say what the runs they accept weigh: as much as those on the way on average. */
  accepted(name: string, runs: number): void {
    const group = this.#groups.get(name);
    if (!group) return;
    const slots = group.waitingRuns === 0 ? 0 : (runs * group.waitingSlots) / group.waitingRuns;
    this.release(name, runs, slots);
    this.#rate(group);
    group.acceptedInWindow += Math.max(runs, slots);
  }

  /** Slots' worth of runs the group has lately accepted in a second. */
  acceptedPerSecond(name: string): number {
    const group = this.#groups.get(name);
    return group ? this.#rate(group) : 0;
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
    const group: Group = {
      slots: 0,
      waitingRuns: 0,
      waitingSlots: 0,
      acceptedInWindow: 0,
      acceptedPerSecond: 0,
      windowStartedMs: performance.now(),
      backlogRank: undefined,
      backlogAt: new Date(0),
    };
    this.#groups.set(name, group);
    return group;
  }
}
