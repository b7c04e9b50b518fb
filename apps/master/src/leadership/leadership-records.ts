import { Injectable } from '@nestjs/common';
import type { LeaderEvent } from '@orrery/contracts';
import { Database } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { LeadershipStore, type TakenLeadership } from '../persistence/stores/leadership.store.js';
import type { MasterIdentity } from '../persistence/stores/master.store.js';
import { OutboxStore } from '../persistence/stores/outbox.store.js';

/** Writes a change of leadership together with the event that tells of it. */
@Injectable()
export class LeadershipRecords {
  constructor(
    private readonly database: Database,
    private readonly store: LeadershipStore,
    private readonly outbox: OutboxStore,
  ) {}

  take(master: MasterIdentity, now: Date): Promise<TakenLeadership> {
    return this.database.transaction(async (session) => {
      const taken = await this.store.raise(session, master);
      const { epoch, before = null } = taken;
      if (before === master.id) return taken;
      const payload: LeaderEvent = {
        v: 1,
        id: newId(),
        at: now.toISOString(),
        masterId: master.id,
        masterEpoch: master.epoch,
        epoch,
        before,
      };
      await this.outbox.add(
        session,
        [{ message: 'leader.changed', routingKey: 'leader.changed', payload }],
        now,
      );
      return taken;
    });
  }
}
