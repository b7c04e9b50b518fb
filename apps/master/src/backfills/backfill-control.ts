import { Injectable } from '@nestjs/common';
import type { BackfillDto } from '@orrery/contracts';
import { Clock, ConflictError, NotFoundError, type BackfillState } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { toBackfillDto } from '../persistence/stores/backfill-row.js';
import { BackfillRecords } from './backfill-records.js';
import { BackfillWake } from './backfill-wake.js';

const mayBecome: Readonly<Record<'running' | 'paused' | 'cancelled', readonly BackfillState[]>> = {
  running: ['paused'],
  paused: ['running'],
  cancelled: ['running', 'paused'],
};

/** Has backfills do what people want of them. */
@Injectable()
export class BackfillControl {
  constructor(
    private readonly database: Database,
    private readonly records: BackfillRecords,
    private readonly clock: Clock,
    private readonly wake: BackfillWake,
  ) {}

  /** No new runs; what is open goes on. */
  pause(id: string): Promise<BackfillDto> {
    return this.#become(id, 'paused');
  }

  resume(id: string): Promise<BackfillDto> {
    return this.#become(id, 'running');
  }

  /** No new runs, and what is open is cancelled; it is finished when that has ended. */
  cancel(id: string): Promise<BackfillDto> {
    return this.#become(id, 'cancelled');
  }

  /** One that is so already stays as it is. @throws ConflictError when it has ended. */
  async #become(id: string, state: keyof typeof mayBecome): Promise<BackfillDto> {
    const row = await this.database.transaction(async (session) => {
      const present = await this.records.backfills.lock(session, id);
      if (!present) throw NotFoundError.of('backfill', id);
      if (present.state === state) return present;
      if (!mayBecome[state].includes(present.state)) {
        throw new ConflictError(`Backfill ${id} is ${present.state}; it cannot become ${state} any more.`);
      }
      const next = { ...present, state, look_at: this.clock.now() };
      await this.records.change(session, next);
      return next;
    });
    this.wake.wake();
    return toBackfillDto(row);
  }
}
