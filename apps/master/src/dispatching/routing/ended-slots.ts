import { Injectable } from '@nestjs/common';
import { RunFollower, type EndedAttempts } from '../../runs/run-follower.js';
import type { Session } from '@orrery/persistence';
import { FreedLimits } from '../parking/freed-limits.js';
import { WorkerRoom } from './worker-room.js';

/** The end of an attempt frees slots of its worker: runs that wait for workers of the group are looked at. */
@Injectable()
export class EndedSlots extends RunFollower {
  constructor(
    private readonly room: WorkerRoom,
    private readonly freed: FreedLimits,
  ) {
    super();
  }

  override attemptsEnded(_: Session, { runs }: EndedAttempts): Promise<number> {
    if (runs.some((run) => this.room.isAwaited(run.group_name))) this.freed.note();
    return Promise.resolve(0);
  }
}
