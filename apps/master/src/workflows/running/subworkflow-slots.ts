import { Injectable } from '@nestjs/common';
import type { SlotReserve } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';
import { WorkerLoadStore } from '../../persistence/stores/worker-load.store.js';

/** A group that has not enough slots for somebody, because of those it runs inside of. */
export interface LackingGroup {
  readonly wish: SlotReserve;
  /** Of all workers of the group. */
  readonly slots: number;
  /** Reserved by those around. */
  readonly kept: number;
}

/** Tells whether slots that a subworkflow wants reserved are those that the workflow runs around it have. */
@Injectable()
export class SubworkflowSlots {
  constructor(
    private readonly loads: WorkerLoadStore,
    private readonly requests: SlotRequestStore,
  ) {}

  /** Undefined where there is no such group. What a group has too few of in any case is waited for: workers may join. */
  async lacking(
    session: Session,
    wishes: readonly SlotReserve[],
    aroundIds: readonly string[],
  ): Promise<LackingGroup | undefined> {
    if (wishes.length === 0) return undefined;
    const held = [...(await this.requests.held(session, aroundIds)).values()];
    if (held.length === 0) return undefined;
    const workers = await this.loads.takingWork(session);
    const lacks = wishes.map((wish): LackingGroup => {
      const those = workers.filter(({ group_name }) => group_name === wish.group);
      const slots = those.reduce((sum, worker) => sum + Number(worker.slots), 0);
      return { wish, slots, kept: held.reduce((sum, groups) => sum + (groups.get(wish.group) ?? 0), 0) };
    });
    return lacks.find(({ wish, slots, kept }) => wish.slots <= slots && wish.slots > slots - kept);
  }
}
