import { Injectable } from '@nestjs/common';
import { messageOf } from '@orrery/runtime';
import { StuckWorkflows } from '../../workflows/auditing/stuck-workflows.js';
import { WorkflowRepairs } from '../../workflows/auditing/workflow-repairs.js';
import type { ConsistencyCheck, ConsistencyTally } from '../consistency-check.js';
import { ConsistencyChecks } from '../consistency-checks.js';

/** Open workflow runs that wait for what has come, or for nothing. Some are looked at each time, going round. */
@Injectable()
export class StuckWorkflowRuns implements ConsistencyCheck {
  readonly name = 'stuck-workflow-runs';
  readonly compares =
    'Open workflow runs with what they wait for (runs, items, times, somebody who looks): what they were not told they are told, and they go on.';

  constructor(
    checks: ConsistencyChecks,
    private readonly workflows: StuckWorkflows,
    private readonly repairs: WorkflowRepairs,
  ) {
    checks.add(this);
  }

  async runOnce(): Promise<ConsistencyTally> {
    const { looked, suspects } = await this.workflows.next();
    let repaired = 0;
    const left: string[] = [];
    for (const id of suspects) {
      const isRepaired = await this.repairs.repair(id).catch((error: unknown) => {
        left.push(`${id} (${messageOf(error)})`);
        return false;
      });
      if (isRepaired) repaired += 1;
    }
    const detail = `workflow runs ${left.join(', ')}`;
    return { checked: looked, found: repaired + left.length, repaired, detail };
  }
}
