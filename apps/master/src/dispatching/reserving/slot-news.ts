import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { DispatchWake } from '../../loops/wake-calls.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import { IntakeOrders } from '../routing/intake-orders.js';

/** Tells of reserved slots: workers that they pull less, runs that they may begin. */
@Injectable()
export class SlotNews {
  constructor(
    private readonly parked: ParkedRunStore,
    private readonly orders: IntakeOrders,
    private readonly dispatch: DispatchWake,
  ) {}

  /** Puts runs back into the backlog; returns those of them that waited there. */
  async wake(session: Session, runIds: readonly string[]): Promise<string[]> {
    const claimed = await this.parked.claim(session, runIds);
    if (claimed.length > 0) await this.parked.unpark(session, claimed);
    return claimed;
  }

  tellOfObtained(): void {
    this.dispatch.wake();
  }

  /** Should it fail, the next round of orders tells. */
  async tellWorkers(): Promise<void> {
    await this.orders.runOnce().catch(() => undefined);
  }
}
