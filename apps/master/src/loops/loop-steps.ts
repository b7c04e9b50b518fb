import { Injectable } from '@nestjs/common';
import { ClusterSteps } from '../cluster/cluster-steps.js';
import { DispatchSteps } from '../dispatching/dispatch-steps.js';
import { PlanningSteps } from '../planning/planning-steps.js';
import { RunSteps } from '../runs/run-steps.js';
import { UpkeepSteps } from './upkeep-steps.js';
import type { WakeCall } from './wake-calls.js';

/** One thing the master does again and again. */
export interface LoopStep {
  readonly name: string;
  readonly intervalMs: number;
  readonly step: () => Promise<unknown>;
  /** As in the options of loops. */
  readonly stalledAfterMs?: number;
  /** Hurries the loop. */
  readonly wokenBy?: WakeCall;
}

/** Everything the master does again and again, room by room. */
@Injectable()
export class LoopSteps {
  constructor(
    private readonly planning: PlanningSteps,
    private readonly dispatching: DispatchSteps,
    private readonly runs: RunSteps,
    private readonly cluster: ClusterSteps,
    private readonly upkeep: UpkeepSteps,
  ) {}

  all(): LoopStep[] {
    return [
      ...this.planning.steps(),
      ...this.dispatching.steps(),
      ...this.runs.steps(),
      ...this.cluster.steps(),
      ...this.upkeep.steps(),
    ];
  }
}
