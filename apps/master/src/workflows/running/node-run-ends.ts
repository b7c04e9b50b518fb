import { Injectable } from '@nestjs/common';
import type { RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { MapUndo } from './map-undo.js';
import { NodeStarter } from './node-starter.js';
import { SubworkflowRetries } from './subworkflow-retries.js';
import type { WorkflowStep } from './workflow-step.js';

/** Finds out whether the end of a run is the end of its node, or of undoing it. */
@Injectable()
export class NodeRunEnds {
  constructor(
    private readonly retries: SubworkflowRetries,
    private readonly starter: NodeStarter,
    private readonly nodes: NodeRunStore,
    private readonly maps: MapUndo,
  ) {}

  /** The end of a node's own run; false: it is tried again. */
  async isLast(session: Session, step: WorkflowStep, number: number, state: RunState): Promise<boolean> {
    return !(await this.retries.tryAgain(session, step, number, state));
  }

  /** The end of a run that undoes a node, or an item of it. Returns whether the node is done with. */
  async isUndone(session: Session, step: WorkflowStep, number: number, state: RunState): Promise<boolean> {
    if (step.states.of(number) !== 'compensating') return false;
    if (state === 'succeeded' && step.node(number).kind === 'map') {
      return this.#isMapUndone(session, step, number);
    }
    step.endUndo(number, state === 'succeeded' ? 'compensated' : 'compensation_failed');
    return true;
  }

  /** An item of it is undone. */
  async #isMapUndone(session: Session, step: WorkflowStep, number: number): Promise<boolean> {
    await this.nodes.countUndone(session, step.rowId(number));
    if (step.row.control !== 'stop') return !(await this.starter.undo(session, step, number));
    const left = await this.maps.stop(session, step, number);
    if (left > 0) step.endUndo(number, 'compensation_failed', stopped);
    else step.endUndo(number, 'compensated');
    return true;
  }
}

const stopped = { kind: 'stopped', message: 'the workflow run was stopped' };
