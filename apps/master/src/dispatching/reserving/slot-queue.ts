import { Injectable } from '@nestjs/common';
import { byUrgency, Clock, type SlotReserve } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { RunStore } from '../../persistence/stores/run.store.js';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';
import { ClusterSettings } from '../../settings/cluster-settings.js';

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
    private readonly runs: RunStore,
    private readonly settings: ClusterSettings,
    private readonly clock: Clock,
  ) {}

  isAnyWaiting(session: Session): Promise<boolean> {
    return this.requests.isAnyWaiting(session);
  }

  /** Locked, so that one master at a time gives slots away. */
  async lock(session: Session): Promise<WaitingRequest[]> {
    const rows = await this.requests.lockWaiting(session, mostAtOnce, this.#toPassOver());
    this.#isFull = rows.length === mostAtOnce;
    const wants = new Map(rows.map((row) => [row.run_id, JSON.parse(row.wants) as SlotReserve[]]));
    const runs = await this.runs.findAll(session, [...wants.keys()]);
    const now = this.clock.now();
    const ageingMs = this.settings.current('dispatching.ageingMs');
    return runs
      .filter(({ state }) => state === 'pending')
      .map(({ id, priority, due_at }) => ({ id, place: { rank: priority, since: due_at } }))
      .sort((a, b) => byUrgency(a.place, b.place, now, ageingMs) || (a.id < b.id ? -1 : 1))
      .map(({ id }) => ({ id, wants: wants.get(id)! }));
  }

  /** Takes note of those of the last look that want more than there is: if it did not see all, they make room in the next ones. */
  passOver(runIds: readonly string[]): void {
    if (!this.#isFull) return;
    for (const id of runIds.slice(0, mostPassedOver - this.#passedOver.size)) {
      this.#passedOver.set(id, performance.now() + passedOverMs);
    }
  }

  #toPassOver(): string[] {
    for (const [id, untilMs] of this.#passedOver) {
      if (untilMs <= performance.now()) this.#passedOver.delete(id);
    }
    return [...this.#passedOver.keys()];
  }
}
