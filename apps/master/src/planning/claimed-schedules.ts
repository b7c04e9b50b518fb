import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { DueScheduleStore, type DueSchedule } from '../persistence/stores/due-schedule.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';

const mostKept = 20_000;

/** Claims due schedules. A version never changes but for its progress, which the claim brings: each is read once. */
@Injectable()
export class ClaimedSchedules {
  /** The one used longest ago comes first. */
  readonly #known = new Map<string, Schedule>();

  constructor(
    private readonly due: DueScheduleStore,
    private readonly schedules: ScheduleStore,
  ) {}

  async claim(session: Session, serial: boolean, until: Date, limit: number): Promise<Schedule[]> {
    const claimed = await this.due.claimDue(session, serial, until, limit);
    await this.#learn(session, claimed);
    return claimed.map((each) => ({
      ...this.#known.get(each.id)!,
      nextFireAt: each.next_fire_at,
      lastPlannedAt: each.last_planned_at,
    }));
  }

  async #learn(session: Session, claimed: readonly DueSchedule[]): Promise<void> {
    const missing = claimed.filter((each) => !this.#touch(each)).map(({ id }) => id);
    if (missing.length === 0) return;
    for (const schedule of await this.schedules.findAll(session, missing)) {
      this.#known.set(schedule.id, schedule);
    }
    for (const id of this.#known.keys()) {
      if (this.#known.size <= mostKept) return;
      this.#known.delete(id);
    }
  }

  #touch({ id, version }: DueSchedule): boolean {
    const known = this.#known.get(id);
    if (known?.version !== version) return false;
    this.#known.delete(id);
    this.#known.set(id, known);
    return true;
  }
}
