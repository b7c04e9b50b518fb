import { Injectable } from '@nestjs/common';
import { hasShards, isWorkflowGroup, type TaskDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { ShardMaker } from '../../runs/sharding/shard-maker.js';
import { WorkflowOpenings } from '../../workflows/running/workflow-openings.js';
import type { WaitingRun } from '../parking/parked-runs.js';
import { PushRouting } from './push-routing.js';

/** What became of runs that may go: sent to their group (or, with `worker_id`, to that worker), or waiting for a worker. */
export interface PushedRuns {
  readonly routed: readonly DispatchRow[];
  readonly waiting: readonly WaitingRun[];
}

export interface RoutedRuns extends PushedRuns {
  /** Runs of workflows that go on by themselves. */
  readonly opened: readonly DispatchRow[];
}

/**
 * Decides which queue each run goes to. A run that has shards goes nowhere, it is given its children; nor does one of a
 * workflow, whose graph begins.
 */
@Injectable()
export class RunRouter {
  constructor(
    private readonly definitions: DefinitionCache,
    private readonly pushes: PushRouting,
    private readonly shards: ShardMaker,
    private readonly workflows: WorkflowOpenings,
  ) {}

  /**
   * Whether any worker of the group may take it from the group's queue: such runs need no routing. A queue has no filter,
   * so what not every worker can run is pushed, and what is for reserved slots.
   */
  isPulled({ kind, routing, requires, weight, usesReserved }: TaskDefinition): boolean {
    return (
      kind !== 'workflow' &&
      usesReserved !== true &&
      routing.policy === 'PULL' &&
      weight === 1 &&
      requires.minFreeCpu === 0 &&
      requires.minFreeMemoryBytes === 0 &&
      requires.minFreeDiskBytes === 0 &&
      Object.keys(requires.labels).length === 0
    );
  }

  /** The runs must be pending and locked, their definitions loaded. */
  async route(session: Session, runs: readonly DispatchRow[]): Promise<RoutedRuns> {
    const others = runs.filter((run) => !this.#isPulled(run));
    if (others.length === 0) return { routed: runs, waiting: [], opened: [] };
    const pulled = runs.filter((run) => this.#isPulled(run));
    const begun = await this.workflows.open(
      session,
      others.filter((run) => isWorkflowGroup(run.group_name)),
    );
    const childless = await this.shards.make(
      session,
      others.filter((run) => this.#isParent(run)),
    );
    const pushed = await this.pushes.route(
      session,
      others.filter((run) => !this.#isParent(run) && !isWorkflowGroup(run.group_name)),
    );
    return {
      routed: [...pulled, ...pushed.routed],
      waiting: [...childless, ...pushed.waiting, ...begun.waiting],
      opened: begun.opened,
    };
  }

  #isPulled(run: DispatchRow): boolean {
    return run.worker_id === null && this.isPulled(this.definitions.get(run));
  }

  #isParent(run: DispatchRow): boolean {
    return run.parent_id === null && hasShards(this.definitions.get(run).routing.policy);
  }
}
