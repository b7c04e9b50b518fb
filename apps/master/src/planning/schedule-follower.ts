import { Injectable } from '@nestjs/common';
import { isSerial } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { RunFollower, type EndedAttempts } from '../runs/run-follower.js';
import { FixedDelayAdvance } from './fixed-delay-advance.js';
import { TurnKeeper } from './turns/turn-keeper.js';

/** Lets schedules go on when runs of theirs have ended: one question for all, since most of them wait for no run. */
@Injectable()
export class ScheduleFollower extends RunFollower {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly delays: FixedDelayAdvance,
    private readonly turns: TurnKeeper,
  ) {
    super();
  }

  override async attemptsEnded(session: Session, { runs, ends }: EndedAttempts): Promise<number> {
    const endedAt = new Map(ends.map((end) => [end.id, end.finishedAt]));
    const ended = runs.filter((run) => run.schedule_id !== null && endedAt.has(run.id));
    if (ended.length === 0) return 0;
    const scheduleIds = new Set(ended.map((run) => run.schedule_id!));
    const following = await this.schedules.followers(session, [...scheduleIds]);
    await this.delays.runsEnded(
      session,
      following.filter((schedule) => schedule.awaitedRunId !== null),
      endedAt,
    );
    const serial = following.filter(({ overlap }) => isSerial(overlap)).map(({ id }) => id);
    if (serial.length === 0) return 0;
    return this.turns.end(session, serial, [...endedAt.keys()]);
  }
}
