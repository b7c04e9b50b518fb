import { Injectable } from '@nestjs/common';
import type { PlacedSlots } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { ReservedWorkers, type SeenWorker } from '../dispatching/reserving/reserved-workers.js';
import { readWants } from '../dispatching/reserving/slot-wants.js';
import { SlotRequestStore } from '../persistence/stores/slot-request.store.js';
import type { SlotView } from './run-snapshot.js';

/** Reads which slots a workflow run waits for, and where they are. */
@Injectable()
export class SlotViews {
  constructor(
    private readonly requests: SlotRequestStore,
    private readonly workers: ReservedWorkers,
  ) {}

  async of(session: Session, runId: string): Promise<SlotView[]> {
    const request = await this.requests.find(session, runId);
    if (!request || request.obtained_at !== null) return [];
    const wants = readWants(request);
    const groups = wants.map(({ group }) => group);
    const { workers, placed } = await this.workers.read(session, groups, new Set([runId]));
    const mine = placed.get(runId)?.placed ?? [];
    return wants.map(({ group, slots: wanted }) => {
      const those = workers.filter((worker) => worker.group === group);
      const sum = (count: (worker: (typeof those)[number]) => number) =>
        those.reduce((total, worker) => total + count(worker), 0);
      return {
        ...{ group, wanted, slots: sum(({ slots }) => slots), reserved: sum(({ reserved }) => reserved) },
        free: sum(({ slots, reserved, busy }) => Math.max(0, slots - reserved - busy)),
        ...keptOf(
          those,
          mine.filter((each) => each.group === group),
        ),
      };
    });
  }
}

/** What is set aside for it, and what of that is not free. */
function keptOf(workers: readonly SeenWorker[], mine: readonly PlacedSlots[]) {
  const kept = { kept: 0, taken: 0, shut: 0 };
  for (const { workerId, slots: placed } of mine) {
    kept.kept += placed;
    const worker = workers.find(({ id }) => id === workerId);
    if (!worker) continue;
    const { slots, reserved, busy, shut } = worker;
    const lacking = Math.min(placed, Math.max(0, placed - (slots - reserved - busy)));
    const taken = Math.min(lacking, busy - shut);
    kept.taken += taken;
    kept.shut += lacking - taken;
  }
  return kept;
}
