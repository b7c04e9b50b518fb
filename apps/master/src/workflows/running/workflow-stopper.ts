import { Injectable } from '@nestjs/common';
import { endNode } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import type { WorkflowStep } from './workflow-step.js';

/** Runs that do not end by the first order are told again. */
const againAfterMs = 2_000;

/** Ends what goes on in a workflow run that somebody has stopped. */
@Injectable()
export class WorkflowStopper {
  constructor(private readonly nodes: NodeRunStore) {}

  /** Nodes that only wait are cancelled at once, the others end with their runs. */
  async stop(session: Session, step: WorkflowStep): Promise<void> {
    const running = step.states
      .numbers('running')
      .filter((number) => number < step.compiled.graph.firstFinal);
    const undoing = step.states.count('compensating');
    if (running.length + undoing === 0) return;
    const rows = await this.nodes.findAll(
      session,
      running.map((number) => step.rowId(number)),
    );
    for (const number of running) {
      const row = rows.get(step.rowId(number));
      if (row && row.run_id === null && row.total === null) {
        endNode(step.compiled.graph, step.states, step.end(number, { outcome: 'cancelled' }));
      }
    }
    step.cancels.push(...(await this.nodes.openRuns(session, step.row.run_id)));
    if (step.states.count('running', 'compensating') > 0) {
      step.wake(undefined, new Date(step.now.getTime() + againAfterMs));
    }
  }
}
