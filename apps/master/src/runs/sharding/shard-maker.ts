import { Injectable } from '@nestjs/common';
import { Clock, type TaskDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import type { WaitingRun } from '../../dispatching/parking/parked-runs.js';
import { fittingWorkers } from '../../dispatching/routing/fitting-workers.js';
import { waitsForWorkers } from '../../dispatching/routing/waits-for-workers.js';
import { WorkerView } from '../../dispatching/routing/worker-view.js';
import { DispatchWake } from '../../loops/wake-calls.js';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { ShardStore, type Shard } from '../../persistence/stores/shard.store.js';
import { childRun } from './child-run.js';

const noLoads = { byWorker: new Map(), kept: [] };

/** Makes the children of runs that are due: when they are made is when it is known which workers there are. */
@Injectable()
export class ShardMaker {
  constructor(
    private readonly shards: ShardStore,
    private readonly definitions: DefinitionCache,
    private readonly view: WorkerView,
    private readonly wake: DispatchWake,
    private readonly clock: Clock,
  ) {}

  /** The parents must be pending and locked. Returns those for which there is no worker. */
  async make(session: Session, parents: readonly DispatchRow[]): Promise<WaitingRun[]> {
    const waiting: WaitingRun[] = [];
    for (const parent of parents) {
      const shards = this.#shardsOf(parent, this.clock.now());
      if (shards.length === 0) waiting.push({ run: parent, waitsFor: waitsForWorkers(parent) });
      else await this.shards.expand(session, parent.id, shards, this.clock.now());
    }
    if (waiting.length < parents.length) this.wake.wake();
    return waiting;
  }

  #shardsOf(parent: DispatchRow, now: Date): Shard[] {
    const definition = this.definitions.get(parent);
    const { candidates } = fittingWorkers(this.view, definition, noLoads, now);
    if (candidates.length === 0) return [];
    const targets = targetsOf(
      definition,
      candidates.map(({ id }) => id),
    );
    return targets.map((workerId, index) => {
      return { workerId, run: childRun(parent, definition, index, targets.length, now) };
    });
  }
}

/** Of each child, the worker it is for; null: any. */
function targetsOf({ routing }: TaskDefinition, workerIds: readonly string[]): (string | null)[] {
  if (routing.policy === 'BROADCAST') return [...workerIds];
  return Array.from({ length: routing.shards ?? workerIds.length }, () => null);
}
