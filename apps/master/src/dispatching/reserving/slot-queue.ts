import { Injectable } from '@nestjs/common';
import type { SlotReserve } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
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

/** So many, for so long, are passed over when they want more than there is and others may not be seen for them. */
const mostPassedOver = 10_000;
const passedOverMs = 10_000;

/** Who waits for slots, in the order in which they are served: by class, ageing counted, then by how long their runs wait. */
@Injectable()
export class SlotQueue {
  /** Until when, by run; by the clock that never jumps. */
  readonly #passedOver = new Map<string, number>();
  #isFull = false;

  constructor(
    private readonly requests: SlotRequestStore,
    private readonly order: ParkedOrder,
  ) {}

  isAnyWaiting(session: Session): Promise<boolean> {
    return this.requests.isAnyWaiting(session);
  }

  /** Locked, so that one master at a time gives slots away. However many wait, those looked at are the first of them. */
  async lock(session: Session): Promise<WaitingRequest[]> {
    const ids = await this.#first(session);
    const rows = await this.requests.lockWaiting(session, ids);
    const wants = new Map(rows.map((row) => [row.run_id, readWants(row)]));
    return ids.flatMap((id) => (wants.has(id) ? [{ id, wants: wants.get(id)! }] : []));
  }

  /** Whoever asks for slots is parked until it has got them. */
  async #first(session: Session): Promise<string[]> {
    const passedOver = this.#toPassOver();
    const most = mostAtOnce + passedOver.size;
    const queue = await this.order.first(session, waitsFor.reserved(), most);
    const ids = queue.flatMap(({ run_id: id }) => (passedOver.has(id) ? [] : [id])).slice(0, mostAtOnce);
    this.#isFull = ids.length === mostAtOnce;
    return ids;
  }

  /** Takes note of those of the last look that want more than there is: if it did not see all, they make room in the next ones. */
  passOver(runIds: readonly string[]): void {
    if (!this.#isFull) return;
    for (const id of runIds.slice(0, mostPassedOver - this.#passedOver.size)) {
      this.#passedOver.set(id, performance.now() + passedOverMs);
    }
  }

  #toPassOver(): ReadonlyMap<string, number> {
    for (const [id, untilMs] of this.#passedOver) {
      if (untilMs <= performance.now()) this.#passedOver.delete(id);
    }
    return this.#passedOver;
  }
}
