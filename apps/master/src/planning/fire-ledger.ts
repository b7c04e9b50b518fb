import { Injectable } from '@nestjs/common';
import type { FireDto, FirePreviewDto, Page, PageQuery, PreviewFiresDto } from '@orrery/contracts';
import { Clock, NotFoundError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { FireStore } from '../persistence/stores/fire.store.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { FireTimes } from './triggers/fire-times.js';

/** Planned times as users see them: past ones accounted for, coming ones foretold. */
@Injectable()
export class FireLedger {
  constructor(
    private readonly database: Database,
    private readonly fireStore: FireStore,
    private readonly schedules: ScheduleStore,
    private readonly fireTimes: FireTimes,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async fires(scheduleId: string, query: PageQuery): Promise<Page<FireDto>> {
    return this.database.run(async (session) => {
      if (!(await this.schedules.find(session, scheduleId))) throw NotFoundError.of('schedule', scheduleId);
      return this.fireStore.list(session, scheduleId, query);
    });
  }

  /** The next fires of a trigger, as a schedule made now would have them. A fixed delay is shown as if runs took no time. */
  preview(body: PreviewFiresDto): FirePreviewDto {
    this.fireTimes.validate(body.trigger);
    const from = body.from ? new Date(body.from) : this.clock.now();
    const bounds = { startAt: null, endAt: body.endAt ? new Date(body.endAt) : null, anchorAt: from };
    const trigger =
      body.trigger.kind === 'fixedDelay'
        ? { kind: 'fixedRate' as const, everyMs: body.trigger.everyMs }
        : body.trigger;
    const fires: string[] = [];
    let next = this.fireTimes.next(trigger, bounds, from);
    while (next && fires.length < body.count) {
      fires.push(next.toISOString());
      next = this.fireTimes.next(trigger, bounds, next);
    }
    return { fires };
  }
}
