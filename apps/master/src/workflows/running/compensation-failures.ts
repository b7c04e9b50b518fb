import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import type { CompensationFailure, WorkflowFailure } from '../../persistence/stores/workflow-run-row.js';
import type { WorkflowStep } from './workflow-step.js';

/** Says what stopped the undoing of a workflow run: which node, of a map which item, and why. */
@Injectable()
export class CompensationFailures {
  constructor(private readonly nodes: NodeRunStore) {}

  /** Undefined where everything that was to be undone is. */
  async of(session: Session, step: WorkflowStep): Promise<CompensationFailure | undefined> {
    const number = step.states.first('compensation_failed');
    if (number === undefined) return undefined;
    const found = await this.nodes.undoingOf(session, step.rowId(number));
    const noted = step.noted(number);
    const { undo_index: item, undo_run_id: runId, undo_total: total, undone } = { ...found, ...noted };
    const failure = noted.undo_failure ?? found?.failure;
    return {
      nodeId: step.node(number).id,
      ...(typeof item === 'number' && { item, left: (total ?? 0) - (undone ?? 0) }),
      ...(runId && { runId }),
      message: failure ? (JSON.parse(failure) as WorkflowFailure).message : 'its run did not succeed',
    };
  }
}
