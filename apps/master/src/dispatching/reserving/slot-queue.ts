import { Injectable } from '@nestjs/common';
import type { ReserveVerdict, SlotReserve } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { groupsOf } from '../../persistence/groups-of.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';
import { ParkedOrder } from '../parking/parked-order.js';
import { waitsFor } from '../parking/waits-for.js';
import { readWants } from './slot-wants.js';

/** A workflow run that waits for its slots. */
export interface WaitingRequest {
  readonly id: string;
  readonly wants: readonly SlotReserve[];
}

/** Far more than wait for slots at any time in earnest; the others come when these have got theirs. */
const mostAtOnce = 1_000;

/** Who waits for slots, in the order in which they are served: by class, ageing counted, then by how long their runs wait. */
@Injectable()
export class SlotQueue {
  constructor(
    private readonly requests: SlotRequestStore,
    private readonly order: ParkedOrder,
    private readonly parked: ParkedRunStore,
  ) {}

  isAnyWaiting(session: Session): Promise<boolean> {
    return this.requests.isAnyWaiting(session);
  }

  /**
   * Locked, so that one master at a time gives slots away. Whoever asks for slots is parked until it has got them; however many
   * are, those looked at are the first of them.
   */
  async lock(session: Session): Promise<WaitingRequest[]> {
    const queue = await this.order.first(session, waitsFor.reserved(), mostAtOnce);
    const ids = queue.map(({ run_id: id }) => id);
    const rows = await this.requests.lockWaiting(session, ids);
    const wants = new Map(rows.map((row) => [row.run_id, readWants(row)]));
    return ids.flatMap((id) => (wants.has(id) ? [{ id, wants: wants.get(id)! }] : []));
  }

  /** Those that want more than there is leave the queue, where they would cost each look and might keep others from being seen. */
  async setAside(session: Session, verdicts: ReadonlyMap<string, ReserveVerdict>): Promise<void> {
    const lacking = [...verdicts].flatMap(([id, verdict]) =>
      verdict.kind === 'too_many' ? [{ id, key: waitsFor.lacking(verdict.lacking) }] : [],
    );
    for (const alike of groupsOf(lacking, ({ key }) => key)) {
      const ids = await this.parked.claim(
        session,
        alike.map(({ id }) => id),
      );
      if (ids.length > 0) await this.parked.move(session, ids, alike[0]!.key);
    }
  }
}
