import { Injectable } from '@nestjs/common';
import type { AlarmDto, AlarmState, Page } from '@orrery/contracts';
import { Clock, ConflictError, NotFoundError } from '@orrery/domain';
import { pageOfRows } from '../paging/page-of.js';
import type { PageRequest } from '../paging/page-request.js';
import { Storage, type Stores } from '../storage/storage.js';
import type { Alarm } from './alarm.js';
import { alarmDto } from './alarm-dto.js';
import type { AlarmFilter, AlarmStore } from './alarm.store.js';

/** Shows alarms, and lets people say that they have seen one or that it is over. */
@Injectable()
export class AlarmService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<AlarmDto> {
    return this.storage.run((stores) => shown(stores, id));
  }

  async list(filter: AlarmFilter, page: PageRequest): Promise<Page<AlarmDto>> {
    return this.storage.run(async (stores) => {
      const alarms = await stores.alarms.list(filter, page);
      const all = await stores.notifications.ofAlarms(alarms.slice(0, page.limit).map(({ id }) => id));
      const item = (alarm: Alarm) =>
        alarmDto(
          alarm,
          all.filter(({ alarmId }) => alarmId === alarm.id),
        );
      return pageOfRows(alarms, page.limit, (alarm) => ({ at: alarm.firedAt, id: alarm.id }), item);
    });
  }

  /** Acknowledging twice is fine. @throws ConflictError when the alarm is over. */
  async acknowledge(id: string, actor: string): Promise<AlarmDto> {
    return this.#move(id, 'acknowledged', (alarms) => alarms.acknowledge(id, actor, this.clock.now()));
  }

  /** Resolving twice is fine. The next failure of the same kind opens a new alarm. */
  async resolve(id: string, actor: string): Promise<AlarmDto> {
    return this.#move(id, 'resolved', (alarms) => alarms.resolve(id, actor, this.clock.now()));
  }

  async #move(
    id: string,
    to: AlarmState,
    change: (alarms: AlarmStore) => Promise<boolean>,
  ): Promise<AlarmDto> {
    return this.storage.transaction(async (stores) => {
      const changed = await change(stores.alarms);
      const alarm = await shown(stores, id);
      if (!changed && alarm.state !== to) {
        throw new ConflictError(`Alarm "${id}" is ${alarm.state}; it cannot become ${to}.`);
      }
      return alarm;
    });
  }
}

async function shown(stores: Stores, id: string): Promise<AlarmDto> {
  const alarm = await stores.alarms.find(id);
  if (!alarm) throw NotFoundError.of('alarm', id);
  return alarmDto(alarm, await stores.notifications.ofAlarms([id]));
}
