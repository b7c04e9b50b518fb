import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { GroupCapacity } from '../dispatching/group-capacity.js';
import { QueuePlaceStore } from '../persistence/stores/queue-place.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { GroupWorkers } from './group-workers.js';
import { mostCounted, type GroupView } from './run-snapshot.js';

/** Reads who works in a run's group, whether one of them fits, and who goes before it. */
@Injectable()
export class GroupViews {
  constructor(
    private readonly workers: GroupWorkers,
    private readonly capacity: GroupCapacity,
    private readonly places: QueuePlaceStore,
    private readonly clock: Clock,
  ) {}

  async of(session: Session, run: RunRow): Promise<GroupView> {
    const name = run.group_name;
    return {
      name,
      ...this.workers.count(name),
      ahead: await this.places.countBefore(session, run, this.clock.now(), mostCounted),
      acceptedPerSecond: this.capacity.acceptedPerSecond(name),
      meanDurationMs: await this.places.meanDurationMs(session, run),
      misfit: await this.workers.misfit(session, run),
    };
  }
}
