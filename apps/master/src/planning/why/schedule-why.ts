import { Injectable } from '@nestjs/common';
import type { ScheduleWhyDto } from '@orrery/contracts';
import { Clock, NotFoundError, whySchedule, type ScheduleCause, type ScheduleSnapshot } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import type { Schedule } from '../../persistence/stores/schedule-row.js';
import { ScheduleStore } from '../../persistence/stores/schedule.store.js';
import { FireTimes } from '../triggers/fire-times.js';
import { SnapshotSources } from './snapshot-sources.js';

/** Answers why a schedule does not fire. */
@Injectable()
export class ScheduleWhy {
  constructor(
    private readonly database: Database,
    private readonly schedules: ScheduleStore,
    private readonly sources: SnapshotSources,
    private readonly times: FireTimes,
    private readonly clock: Clock,
  ) {}

  async ofSchedule(id: string): Promise<ScheduleWhyDto> {
    const { schedule, snapshot } = await this.database.run(async (session) => {
      const found = await this.schedules.find(session, id);
      if (!found) throw NotFoundError.of('schedule', id);
      const known = await this.sources.of(session, found);
      return { schedule: found, snapshot: { ...known, ...this.#atPresent(found) } };
    });
    const causes = whySchedule(snapshot).map(toDto);
    const summary = causes[0]?.message ?? 'nothing keeps it from firing';
    return { scheduleId: id, state: schedule.state, summary, causes, at: snapshot.now.toISOString() };
  }

  #atPresent(schedule: Schedule): Pick<ScheduleSnapshot, 'now' | 'opensAt'> {
    const now = this.clock.now();
    const { dailyWindow } = schedule;
    if (!dailyWindow) return { now, opensAt: null };
    const openMs = this.times.hours(dailyWindow).opening(now.getTime());
    return { now, opensAt: openMs > now.getTime() ? new Date(openMs) : null };
  }
}

function toDto({ until, ...cause }: ScheduleCause) {
  return { ...cause, ...(until && { until: until.toISOString() }) };
}
