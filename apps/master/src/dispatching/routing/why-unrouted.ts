import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { reservedTargets } from './reserved-targets.js';
import { RoutingBatch } from './routing-batch.js';
import { RoutingRecords } from './routing-records.js';
import { WorkerView } from './worker-view.js';

/** Says why no worker is given a run, as things are now: which labels are missing, how much memory the best has. */
@Injectable()
export class WhyUnrouted {
  constructor(
    private readonly view: WorkerView,
    private readonly records: RoutingRecords,
    private readonly definitions: DefinitionCache,
  ) {}

  /** Undefined when there is a worker for it: it is about to be routed. */
  async explain(session: Session, run: DispatchRow): Promise<string | undefined> {
    await this.definitions.load(session, [run]);
    const { loads, reservations, shards, clock } = this.records;
    const batch = new RoutingBatch({
      view: this.view,
      loads: {
        byWorker: await loads.load(session, [run.group_name]),
        kept: await reservations.kept(session),
      },
      memories: new Map(),
      now: clock.now(),
    });
    const targets =
      run.parent_id === null
        ? await reservedTargets(session, [run], this.view, reservations)
        : await shards.targets(session, [run]);
    const choice = batch.choose(run, this.definitions.get(run), targets.get(run.id));
    return choice.kind === 'wait' ? choice.reason : undefined;
  }
}
