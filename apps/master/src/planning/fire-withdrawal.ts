import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { FireStore, type FiredRun } from '../persistence/stores/fire.store.js';
import { RunProgressStore } from '../persistence/stores/run-progress.store.js';
import { RunTurnStore, type RunTurn } from '../persistence/stores/run-turn.store.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { WorkflowRunStore } from '../persistence/stores/workflow-run.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { replacedBy, type Unfired } from './fire-reasons.js';
import { isTimed } from './triggers/fire-times.js';

/** Takes back fires whose runs have not gone out, when their schedule, locked, changes under them. */
@Injectable()
export class FireWithdrawal {
  constructor(
    private readonly fires: FireStore,
    private readonly runs: RunStore,
    private readonly progress: RunProgressStore,
    private readonly turns: RunTurnStore,
    private readonly workflowRuns: WorkflowRunStore,
  ) {}

  /** Fires planned after `now` whose runs have not gone out become SKIPPED, their runs `skipped`. */
  async skip(session: Session, schedule: Schedule, now: Date, reason: string): Promise<void> {
    const fired = await this.#plannedAhead(session, schedule, now);
    await this.#withdraw(session, schedule.id, fired, { outcome: 'SKIPPED', reason }, now);
  }

  /** Fires whose runs wait for others become SKIPPED, their runs `skipped`; nothing of the schedule has a turn any more. */
  async skipQueued(session: Session, scheduleId: string, now: Date, reason: string): Promise<void> {
    const turns = await this.turns.of(session, [scheduleId]);
    const queued = turns.filter((turn) => turn.state === 'queued');
    await this.#withdraw(session, scheduleId, queued, { outcome: 'SKIPPED', reason }, now);
    await this.turns.removeOf(session, [scheduleId]);
  }

  /** Waiting runs give their places to others, each to which run. */
  async giveWay(session: Session, replaced: ReadonlyMap<RunTurn, string>, now: Date): Promise<void> {
    for (const [{ scheduleId, plannedAt }, runId] of replaced) {
      await this.fires.amend(session, scheduleId, [plannedAt], replacedBy(runId));
    }
    const turns = [...replaced.keys()];
    const scheduleIds = turns.map(({ scheduleId }) => scheduleId);
    await this.#end(session, scheduleIds, turns.map(runIdOf), now);
  }

  /**
   * Fires of the present version planned after the instant whose runs have not gone out are forgotten, so that they can be
   * planned by the schedule's new version; but for those before one that has gone out. Returns the last planned time that
   * is left: everything up to it is accounted for.
   */
  async forget(session: Session, schedule: Schedule, after: Date): Promise<Date | null> {
    const { id } = schedule;
    const fired = await this.#plannedAhead(session, schedule, after);
    const last = await this.fires.lastPlannedAt(session, id, fired.map(plannedAtOf));
    const forgotten = fired.filter(({ plannedAt }) => !last || plannedAt > last);
    if (forgotten.length > 0) {
      await this.fires.forget(session, id, forgotten.map(plannedAtOf));
      await this.runs.forget(session, forgotten.map(runIdOf));
      await this.turns.remove(session, [id], forgotten.map(runIdOf));
    }
    return last;
  }

  /** What follows events is not planned ahead: it has happened, though a burst reaches some milliseconds past now. */
  async #plannedAhead(session: Session, { id, trigger }: Schedule, after: Date): Promise<FiredRun[]> {
    return isTimed(trigger) ? this.fires.lockWithdrawable(session, id, after) : [];
  }

  async #withdraw(
    session: Session,
    scheduleId: string,
    fired: readonly FiredRun[],
    unfired: Unfired,
    now: Date,
  ): Promise<void> {
    if (fired.length === 0) return;
    await this.fires.amend(session, scheduleId, fired.map(plannedAtOf), unfired);
    await this.#end(session, [scheduleId], fired.map(runIdOf), now);
  }

  async #end(
    session: Session,
    scheduleIds: readonly string[],
    runIds: readonly string[],
    now: Date,
  ): Promise<void> {
    await this.progress.finish(
      session,
      runIds.map((runId) => skipped(runId, now)),
    );
    await this.workflowRuns.endUnopened(session, runIds, 'cancelled', now);
    await this.turns.remove(session, scheduleIds, runIds);
  }
}

function plannedAtOf({ plannedAt }: FiredRun): Date {
  return plannedAt;
}

function runIdOf({ runId }: FiredRun): string {
  return runId;
}

function skipped(id: string, now: Date) {
  return {
    id,
    attempt: 1,
    state: 'skipped' as const,
    startedAt: null,
    finishedAt: now,
    workerId: null,
    exitCode: null,
    result: null,
    failure: null,
  };
}
