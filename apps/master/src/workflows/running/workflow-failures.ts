import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import type { WorkflowFailure } from '../../persistence/stores/workflow-run-row.js';
import type { WorkflowStep } from './workflow-step.js';

const nodesNamed = 3;

/** Says why a workflow run that is over has failed: which nodes did, and what the first of them said. */
@Injectable()
export class WorkflowFailures {
  constructor(private readonly nodes: NodeRunStore) {}

  /** Null for one that has not failed. */
  async of(session: Session, step: WorkflowStep): Promise<WorkflowFailure | null> {
    if (step.state === 'succeeded' || step.state === 'cancelled') return null;
    const [first, ...others] = await this.#failed(session, step);
    if (first === undefined) return { kind: 'node', message: 'a node failed' };
    const { id: nodeId } = step.node(first);
    const reason = step.faults.get(first) ?? (await this.nodes.failureOf(session, step.rowId(first)));
    const why = reason ? `: ${reason.message}` : '';
    const message = `node "${nodeId}" failed${why}${also(step, others)}${undone(step)}`;
    return { kind: 'node', message, nodeId };
  }

  /** A map that failed and is undone counts: what it says stays with it. */
  async #failed(session: Session, step: WorkflowStep): Promise<number[]> {
    const undoneMaps = step.states
      .numbers('compensated')
      .filter((number) => step.node(number).kind === 'map');
    const rows = await this.nodes.findAll(
      session,
      undoneMaps.map((number) => step.rowId(number)),
    );
    const failedMaps = undoneMaps.filter((number) => rows.get(step.rowId(number))?.failure);
    return [...step.states.numbers('failed', 'compensation_failed'), ...failedMaps].sort((a, b) => a - b);
  }
}

function also(step: WorkflowStep, others: readonly number[]): string {
  if (others.length === 0) return '';
  const named = others.slice(0, nodesNamed).map((number) => `"${step.node(number).id}"`);
  const more = others.length > nodesNamed ? ` and ${others.length - nodesNamed} more` : '';
  return `; so did ${named.join(', ')}${more}`;
}

function undone({ state }: WorkflowStep): string {
  if (state === 'compensated') return '; what had succeeded is undone';
  return state === 'compensation_failed' ? '; what had succeeded is undone in part only' : '';
}
