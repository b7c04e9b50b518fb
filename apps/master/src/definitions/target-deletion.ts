import { Injectable } from '@nestjs/common';
import { ConflictError, type Target } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { RunCanceller } from '../runs/run-canceller.js';
import { TaskBelongings, type Belongings } from './task-belongings.js';

const idsNamed = 20;
const schedulesAtOnce = 50;

/** A task or workflow that is to be deleted. */
export interface Doomed extends Target {
  readonly name: string;
  /** Refuses the deletion, whatever is wanted, or does nothing. */
  readonly check: (session: Session) => Promise<void>;
  /** Removes it, at last: what hung on it is gone. */
  readonly remove: (session: Session) => Promise<void>;
}

/** Removes a task or workflow with what hangs on it. */
@Injectable()
export class TargetDeletion {
  constructor(
    private readonly database: Database,
    private readonly belongings: TaskBelongings,
    private readonly canceller: RunCanceller,
  ) {}

  /** @throws ConflictError that says what would be stopped, unless that is wanted. */
  async delete(doomed: Doomed, force: boolean, actor: string): Promise<void> {
    const found = await this.database.run(async (session) => {
      await doomed.check(session);
      return this.belongings.of(session, doomed.id);
    });
    if (!force && isInUse(found)) throw inUse(doomed, found);
    // First what makes runs, then the runs: should this process die, it is still there and can be deleted again.
    await this.#removeSchedules(doomed, actor);
    if (found.backfillIds.length > 0) {
      await this.database.transaction((session) => this.belongings.cancelBackfills(session, doomed));
    }
    await this.#cancelRuns(doomed);
    await this.database.transaction(async (session) => {
      await this.belongings.removeSchedules(session, doomed, Infinity, actor);
      await this.belongings.endDependents(session, doomed.id, actor);
      await this.belongings.cancelBackfills(session, doomed);
      await doomed.remove(session);
    });
    // Once more: until the deletion was committed, callers could still make runs.
    await this.#cancelRuns(doomed);
  }

  /** Some at a time: nobody should wait for the locks of thousands. */
  async #removeSchedules(target: Target, actor: string): Promise<void> {
    for (;;) {
      const found = await this.database.transaction((session) =>
        this.belongings.removeSchedules(session, target, schedulesAtOnce, actor),
      );
      if (found < schedulesAtOnce) return;
    }
  }

  async #cancelRuns({ kind, id }: Target): Promise<void> {
    const { runs } = await this.database.run((session) => this.belongings.of(session, id));
    await this.canceller.cancelAll(
      runs.map((run) => run.id),
      `its ${kind} was deleted`,
    );
  }
}

function isInUse({ scheduleIds, dependents, runs, backfillIds }: Belongings): boolean {
  return scheduleIds.length + dependents + runs.length + backfillIds.length > 0;
}

function inUse(doomed: Doomed, { scheduleIds, dependents, runs, backfillIds }: Belongings): ConflictError {
  const running = runs.filter((run) => run.state === 'running').length;
  const waiting = runs.length - running;
  const what = doomed.kind === 'task' ? 'Task' : 'Workflow';
  const backfills = backfillIds.length > 0 ? ` ${backfillIds.length} backfill(s),` : '';
  return new ConflictError(
    `${what} "${doomed.name}" has ${scheduleIds.length} schedule(s),${backfills} ${running} running and ${waiting} waiting ` +
      `run(s), and ${dependents} schedule(s) wait for its success; with force=true its schedules are deleted, its runs ` +
      'cancelled, and what waits for it is exhausted.',
    [],
    {
      schedules: { count: scheduleIds.length, ids: scheduleIds.slice(0, idsNamed) },
      runs: { running, waiting, ids: runs.slice(0, idsNamed).map((run) => run.id) },
      dependents,
      backfills: { count: backfillIds.length, ids: backfillIds.slice(0, idsNamed) },
    },
  );
}
