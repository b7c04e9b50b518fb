import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { groupsOf } from '../../persistence/groups-of.js';
import { RunTurnStore, type RunTurn } from '../../persistence/stores/run-turn.store.js';
import type { Schedule } from '../../persistence/stores/schedule-row.js';
import { ScheduleStore } from '../../persistence/stores/schedule.store.js';
import { RunRelease } from './run-release.js';

/** Keeps the order of the runs of serial schedules: when nothing of a schedule is open, its next waiting run is let go. */
@Injectable()
export class TurnKeeper {
  constructor(
    private readonly turns: RunTurnStore,
    private readonly schedules: ScheduleStore,
    private readonly release: RunRelease,
    private readonly clock: Clock,
  ) {}

  /** The turns of these runs are over. Locks the schedules; resolves to how many runs were let go. */
  async end(session: Session, scheduleIds: readonly string[], runIds: readonly string[]): Promise<number> {
    const locked = await this.schedules.lockAll(session, [...new Set(scheduleIds)].sort());
    await this.turns.remove(session, scheduleIds, runIds);
    return this.advance(session, locked);
  }

  /** Lets the next run of each schedule go where none is open. The schedules must be locked; paused ones stand still. */
  async advance(session: Session, schedules: readonly Schedule[]): Promise<number> {
    const going = schedules.filter(({ state }) => state !== 'paused').map(({ id }) => id);
    const turns = await this.turns.of(session, going);
    const next = groupsOf(turns, (turn) => turn.scheduleId).flatMap(nextTurn);
    return this.#letGo(session, next);
  }

  /** Every waiting run of the schedule, locked, is let go: from now on its runs may overlap. */
  async dissolve(session: Session, scheduleId: string): Promise<void> {
    const turns = await this.turns.of(session, [scheduleId]);
    await this.#letGo(
      session,
      turns.filter((turn) => turn.state === 'queued'),
    );
    await this.turns.removeOf(session, [scheduleId]);
  }

  /** The schedule, locked, becomes serial: what is open of it counts. */
  async found(session: Session, scheduleId: string): Promise<void> {
    await this.turns.insertAll(session, await this.turns.openWithout(session, scheduleId));
  }

  async #letGo(session: Session, turns: readonly RunTurn[]): Promise<number> {
    await this.turns.open(session, turns);
    await this.release.release(
      session,
      turns.map((turn) => turn.runId),
      this.clock.now(),
    );
    return turns.length;
  }
}

function nextTurn(turns: readonly RunTurn[]): RunTurn[] {
  return turns.some((turn) => turn.state === 'open') ? [] : turns.slice(0, 1);
}
