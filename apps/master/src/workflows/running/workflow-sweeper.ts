import { Injectable } from '@nestjs/common';
import { UnavailableError } from '@orrery/domain';
import { MasterLogger } from '../../master-logger.js';
import { DueWorkflows, StuckWorkflowError } from './due-workflows.js';

/** Each may start a wide graph: a transaction that begins more of them grows too large. */
const mostAtOnce = 20;

/** Looks at workflow runs when it is time to: they are to begin, a node has waited long enough, somebody wants something of them. */
@Injectable()
export class WorkflowSweeper {
  constructor(
    private readonly due: DueWorkflows,
    private readonly log: MasterLogger,
  ) {}

  async runOnce(): Promise<{ looked: number }> {
    let looked = 0;
    for (;;) {
      const count = await this.due.moveSome(mostAtOnce).catch((error: unknown) => this.#oneByOne(error));
      looked += count;
      if (count < mostAtOnce) return { looked };
    }
  }

  /** One workflow run that cannot be moved keeps no other from going on; it is looked at again later. */
  async #oneByOne(reason: unknown): Promise<number> {
    if (reason instanceof UnavailableError) throw reason;
    let looked = 0;
    while (looked < mostAtOnce) {
      const count = await this.due.moveSome(1).catch((error: unknown) => this.#putOff(error));
      if (count === 0) break;
      looked += 1;
    }
    return looked;
  }

  async #putOff(reason: unknown): Promise<number> {
    if (!(reason instanceof StuckWorkflowError) || reason.cause instanceof UnavailableError) throw reason;
    await this.due.putOff(reason);
    this.log.logger.error(
      `workflow run ${reason.wake.workflow_run_id} cannot go on now and is looked at again later (${reason.message})`,
    );
    return 1;
  }
}
