import { Injectable } from '@nestjs/common';
import type { NodeResourcesDto } from '@orrery/contracts';
import type { PlacedSlots, ReservableWorker, SlotRequest } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { groupsOf } from '../../persistence/groups-of.js';
import { ReservationStore, type KeptSlots } from '../../persistence/stores/reservation.store.js';
import { WorkerLoadStore, type TakingWorkerRow } from '../../persistence/stores/worker-load.store.js';

/** What can be reserved, and what is set aside already for those who ask. */
export interface ReservableSlots {
  readonly workers: readonly ReservableWorker[];
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
    const rows = (await this.loads.takingWork(session)).filter(({ group_name }) =>
      groups.includes(group_name),
    );
    const workers = rows.map((row): ReservableWorker => {
      const { id, group_name: group, slots } = row;
      const { running, onTheWay } = loads.get(id) ?? { running: 0, onTheWay: 0 };
      const here = others.filter(({ workerId }) => workerId === id);
      const reserved = here.reduce((sum, { total }) => sum + total, 0);
      const used = here.reduce((sum, each) => sum + each.total - each.slots, 0);
      const busy = Math.max(0, running + onTheWay - used) + shutBy(row);
      return { id, group, slots: Number(slots), reserved, busy };
    });
    return { workers, placed: placedBy(kept.filter(isAsking)) };
  }
}

/** Slots that the worker does not fill because its machine is too busy: nobody has them until it is not. */
function shutBy({ slots, resources }: TakingWorkerRow): number {
  const { strain } = JSON.parse(resources) as NodeResourcesDto;
  return strain ? Math.max(0, Number(slots) - strain.slots) : 0;
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
