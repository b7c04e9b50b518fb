import { Injectable } from '@nestjs/common';
import type { RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { NodeFault } from './node-fault.js';
import { afterSubworkflow, attemptOf } from './subworkflow-attempts.js';
import { SubworkflowStarter } from './subworkflow-starter.js';
import type { WorkflowStep } from './workflow-step.js';

/** Runs subworkflows again that have failed, as their node says: each attempt is a workflow run of its own. */
@Injectable()
export class SubworkflowRetries {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly starter: SubworkflowStarter,
  ) {}

  /** Whether another attempt follows the end of this one. Runs of tasks are tried again by themselves. */
  async tryAgain(session: Session, step: WorkflowStep, number: number, state: RunState): Promise<boolean> {
    const node = step.node(number);
    if (node.kind !== 'subworkflow' || !node.retry) return false;
    if (step.states.of(number) !== 'running' || step.row.control === 'stop') return false;
    const ended = attemptOf(await this.nodes.find(session, step.rowId(number)));
    const hasFailed = state === 'failed' || state === 'timed_out';
    if (!hasFailed && !(state === 'cancelled' && ended.isTimedOut)) return false;
    const verdict = afterSubworkflow(node, ended, step.now);
    if (verdict.kind !== 'retry') return false;
    try {
      await this.starter.again(session, step, number, { attempt: ended.attempt + 1, dueAt: verdict.dueAt });
      return true;
    } catch (error) {
      if (error instanceof NodeFault) return false;
      throw error;
    }
  }
}
