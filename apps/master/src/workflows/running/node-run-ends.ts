import { Injectable } from '@nestjs/common';
import type { RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeStarter } from './node-starter.js';
import { SubworkflowRetries } from './subworkflow-retries.js';
import type { WorkflowStep } from './workflow-step.js';

/** Finds out whether the end of a run is the end of its node, or of undoing it. */
@Injectable()
export class NodeRunEnds {
  constructor(
    private readonly retries: SubworkflowRetries,
    private readonly starter: NodeStarter,
  ) {}

  /** The end of a node's own run; false: it is tried again. */
  async isLast(session: Session, step: WorkflowStep, number: number, state: RunState): Promise<boolean> {
    return !(await this.retries.tryAgain(session, step, number, state));
  }

  /** The end of a run that undoes a node, or an item of it. Returns whether the node is done with. */
  async isUndone(session: Session, step: WorkflowStep, number: number, state: RunState): Promise<boolean> {
    if (step.states.of(number) !== 'compensating') return false;
    const isMap = step.node(number).kind === 'map';
    if (state === 'succeeded' && isMap && step.row.control !== 'stop') {
      return !(await this.starter.undo(session, step, number));
    }
    step.endUndo(number, state === 'succeeded' && !isMap ? 'compensated' : 'compensation_failed');
    return true;
  }
}
