import { Injectable } from '@nestjs/common';
import { messageOf } from '@orrery/runtime';
import { DispatchWake } from '../loops/wake-calls.js';
import { MasterLogger } from '../master-logger.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { DueRoom } from './due-room.js';
import { HeldDispatcher } from './held-dispatcher.js';
import { HoldRenewal } from './hold-renewal.js';

const mostAtOnce = 500;
const mostInFlight = 4;

/**
 * Sends held runs whose time has come, several batches at once. What finds no room in its group waits here for some, for as
 * long as its hold lasts; then it is in the backlog of every master by itself.
 */
@Injectable()
export class DueRuns {
  /** By group, the most urgent first. */
  readonly #waiting = new Map<string, RunRow[]>();
  readonly #sending = new Set<Promise<void>>();
  /** Runs whose holds are being renewed, and when that is done. */
  #renewing: { readonly ids: ReadonlySet<string>; readonly done: Promise<void> } | undefined;
  #stopped = false;

  constructor(
    private readonly dispatcher: HeldDispatcher,
    private readonly room: DueRoom,
    private readonly hold: HoldRenewal,
    private readonly log: MasterLogger,
    wake: DispatchWake,
  ) {
    wake.onRoom(() => this.#pump());
  }

  add(runs: readonly RunRow[]): void {
    for (const run of runs) {
      const queue = this.#waiting.get(run.group_name);
      if (queue) queue.push(run);
      else this.#waiting.set(run.group_name, [run]);
    }
    for (const queue of this.#waiting.values()) queue.sort((a, b) => a.priority - b.priority);
    this.#pump();
  }

  /** Resolves to what was not sent, once nothing is on its way any more. */
  async stop(): Promise<RunRow[]> {
    this.#stopped = true;
    await Promise.allSettled([...this.#sending, this.#renewing?.done]);
    return [...this.#waiting.values()].flat();
  }

  #pump(): void {
    this.#renewHolds();
    while (!this.#stopped && this.#waiting.size > 0 && this.#sending.size < mostInFlight) {
      this.#forgetOld();
      const batch = this.#take();
      if (batch.length === 0) return;
      const sending = this.#send(batch).finally(() => {
        this.#sending.delete(sending);
        this.#pump();
      });
      this.#sending.add(sending);
    }
  }

  #take(): RunRow[] {
    const batch: RunRow[] = [];
    for (const [group, queue] of this.#waiting) {
      batch.push(...queue.splice(0, this.room.book(queue, mostAtOnce - batch.length)));
      if (queue.length === 0) this.#waiting.delete(group);
    }
    return batch;
  }

  async #send(batch: readonly RunRow[]): Promise<void> {
    try {
      await this.dispatcher.dispatch(batch);
    } catch (error) {
      this.log.logger.warn(`${batch.length} due run(s) were left to the backlog (${messageOf(error)})`);
    }
  }

  /** They are in the backlog of every master a moment later, unless they are to be held on. */
  #forgetOld(): void {
    const renewed = this.#renewing?.ids;
    for (const [group, queue] of this.#waiting) {
      const fresh = queue.filter((run) => renewed?.has(run.id) || !this.hold.isOver(run));
      if (fresh.length === 0) this.#waiting.delete(group);
      else if (fresh.length < queue.length) this.#waiting.set(group, fresh);
    }
  }

  /** Those that go last come first: sending goes on meanwhile. */
  #renewHolds(): void {
    if (this.#renewing || this.#stopped) return;
    const queues = [...this.#waiting.values()];
    const ending = queues.flatMap((queue) => queue.filter((run) => this.hold.isEnding(run)).reverse());
    if (ending.length === 0) return;
    const ids = new Set(ending.map((run) => run.id));
    const done = this.#renew(ending).finally(() => (this.#renewing = undefined));
    this.#renewing = { ids, done };
  }

  async #renew(ending: readonly RunRow[]): Promise<void> {
    try {
      const renewed = new Map((await this.hold.renew(ending)).map((run) => [run.id, run]));
      for (const queue of this.#waiting.values()) {
        for (const [at, run] of queue.entries()) queue[at] = renewed.get(run.id) ?? run;
      }
    } catch (error) {
      this.log.logger.warn(`${ending.length} due run(s) are held no longer (${messageOf(error)})`);
    }
  }
}
