import { Injectable } from '@nestjs/common';
import { LoopRegistry, Loop } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { LoopSteps } from './loop-steps.js';
import { DispatchWake, PlannerWake } from './wake-calls.js';

/** Runs every step of the master again and again, each in a loop of its own, until the master stops. */
@Injectable()
export class MasterLoops {
  readonly #loops: readonly Loop[];

  constructor(
    steps: LoopSteps,
    log: MasterLogger,
    registry: LoopRegistry,
    planner: PlannerWake,
    dispatch: DispatchWake,
  ) {
    const made = steps.all().map((each) => {
      const loop = new Loop({ ...each, logger: log.logger, registry });
      each.wokenBy?.onWake(() => loop.wake());
      if (each.name === 'planner') planner.onWake(() => loop.wake());
      if (each.name === 'dispatcher') dispatch.onWake(() => loop.wake());
      return loop;
    });
    this.#loops = made;
  }

  start(): void {
    for (const loop of this.#loops) loop.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.stop()));
  }
}
