import { Injectable } from '@nestjs/common';
import {
  breakerAdmits,
  Clock,
  type PlacedSlots,
  type ReservableWorker,
  type SlotRequest,
} from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { MasterSettings } from '../../master-settings.js';
import { groupsOf } from '../../persistence/groups-of.js';
import { ReservationStore, type KeptSlots } from '../../persistence/stores/reservation.store.js';
import { WorkerBreakerStore } from '../../persistence/stores/worker-breaker.store.js';
import { WorkerLoadStore, type WorkerLoad } from '../../persistence/stores/worker-load.store.js';
import { slotsGiven, takingWorkers, type TakingWorker } from '../routing/taking-worker.js';

/** A worker whose slots can be reserved. */
export interface SeenWorker extends ReservableWorker {
  /** Those of its busy slots that no run is on: nobody has them, since its machine is too busy, it starts slowly, or it rests. */
  readonly shut: number;
}

/** What can be reserved, and what is set aside already for those who ask. */
export interface ReservableSlots {
  readonly workers: readonly SeenWorker[];
  /** By the workflow run that asks. */
  readonly placed: ReadonlyMap<string, Pick<SlotRequest, 'placed' | 'isTold'>>;
}

/** An order to pull less takes less time to reach a worker, and to be obeyed. */
const toldAfterMs = 150;

/** Reads which slots of workers can be reserved. */
@Injectable()
export class ReservedWorkers {
  constructor(
    private readonly loads: WorkerLoadStore,
    private readonly reservations: ReservationStore,
    private readonly breakers: WorkerBreakerStore,
    private readonly settings: MasterSettings,
    private readonly clock: Clock,
  ) {}

  /** @param asking the workflow runs whose slots are given away now. */
  async read(
    session: Session,
    groups: readonly string[],
    asking: ReadonlySet<string>,
  ): Promise<ReservableSlots> {
    const kept = await this.reservations.kept(session);
    const isAsking = ({ workflow }: KeptSlots) => workflow !== undefined && asking.has(workflow.runId);
    const others = kept.filter((each) => !isAsking(each));
    const loads = await this.loads.load(session, groups);
    const workers = (await this.#present(session))
      .filter(({ group }) => groups.includes(group))
      .map((worker) => this.#reservable(worker, loads.get(worker.id), others));
    return { workers, placed: placedBy(kept.filter(isAsking)) };
  }

  /** How slowly a worker starts depends on all of its group. */
  async #present(session: Session): Promise<TakingWorker[]> {
    const rows = await this.loads.takingWork(session);
    return takingWorkers(rows, await this.breakers.all(session), this.settings.config.slowStartMs);
  }

  #reservable(
    worker: TakingWorker,
    { running, onTheWay }: WorkerLoad = { running: 0, onTheWay: 0 },
    others: readonly KeptSlots[],
  ): SeenWorker {
    const { id, group } = worker;
    const slots = Number(worker.equipment.slots);
    const here = others.filter(({ workerId }) => workerId === id);
    const reserved = here.reduce((sum, { total }) => sum + total, 0);
    const used = here.reduce((sum, each) => sum + each.total - each.slots, 0);
    const shut = slots - this.#given(worker);
    const busy = Math.max(0, running + onTheWay - used) + shut;
    return { id, group, slots, reserved, busy, shut };
  }

  /** What a worker fills now. */
  #given(worker: TakingWorker): number {
    if (breakerAdmits(worker.breaker, this.clock.now()) === 'no') return 0;
    return Math.max(0, slotsGiven(worker, worker.upForMs));
  }
}

function placedBy(kept: readonly KeptSlots[]): Map<string, Pick<SlotRequest, 'placed' | 'isTold'>> {
  const groups = groupsOf(kept, ({ workflow }) => workflow!.runId);
  return new Map(
    groups.map((mine) => [
      mine[0]!.workflow!.runId,
      { placed: mine.map(toPlaced), isTold: mine.every(({ ageMs }) => ageMs >= toldAfterMs) },
    ]),
  );
}

function toPlaced({ workerId, workflow, total }: KeptSlots): PlacedSlots {
  return { workerId, group: workflow!.group, slots: total };
}
