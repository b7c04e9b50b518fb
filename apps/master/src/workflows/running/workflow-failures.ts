import { Injectable } from '@nestjs/common';
import { unhandledFailures } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import type { CompensationFailure, WorkflowFailure } from '../../persistence/stores/workflow-run-row.js';
import { CompensationFailures } from './compensation-failures.js';
import type { WorkflowStep } from './workflow-step.js';

const nodesNamed = 3;

/** Says why a workflow run that is over has failed: which nodes did, and what the first of them said. */
@Injectable()
export class WorkflowFailures {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly compensations: CompensationFailures,
  ) {}

  /** Null for one that has not failed. */
  async of(session: Session, step: WorkflowStep): Promise<WorkflowFailure | null> {
    if (step.state === 'succeeded' || step.state === 'cancelled') return null;
    const compensation = await this.compensations.of(session, step);
    const [first, ...others] = await this.#failed(session, step);
    const failed = first === undefined ? undefined : step.node(first).id;
    const why = first === undefined ? 'a node failed' : await this.#why(session, step, first);
    const message = `${why}${also(step, others)}${undone(step, compensation)}`;
    return {
      kind: 'node',
      message,
      ...(failed !== undefined && { nodeId: failed }),
      ...(compensation && { compensation }),
    };
  }

  async #why(session: Session, step: WorkflowStep, number: number): Promise<string> {
    const { id } = step.node(number);
    const reason = step.faults.get(number) ?? (await this.nodes.failureOf(session, step.rowId(number)));
    return `node "${id}" failed${reason ? `: ${reason.message}` : ''}`;
  }

  /** Those that another node has taken care of come last. A map that failed and is undone counts: what it says stays with it. */
  async #failed(session: Session, step: WorkflowStep): Promise<number[]> {
    const undoneMaps = step.states
      .numbers('compensated', 'compensation_failed')
      .filter((number) => step.node(number).kind === 'map');
    const rows = await this.nodes.findAll(
      session,
      undoneMaps.map((number) => step.rowId(number)),
    );
    const failedMaps = undoneMaps.filter((number) => rows.get(step.rowId(number))?.failure);
    const failed = [...step.states.numbers('failed'), ...failedMaps].sort((a, b) => a - b);
    const handled = handledAmong(step, failed);
    return [...failed.filter((number) => !handled.has(number)), ...handled];
  }
}

function handledAmong(
  { compiled: { graph }, states }: WorkflowStep,
  failed: readonly number[],
): ReadonlySet<number> {
  const unhandled = new Set(unhandledFailures(graph, states));
  const isHandled = (number: number) =>
    number < graph.firstFinal && states.of(number) === 'failed' && !unhandled.has(number);
  return new Set(failed.filter(isHandled));
}

function also(step: WorkflowStep, others: readonly number[]): string {
  if (others.length === 0) return '';
  const named = others.slice(0, nodesNamed).map((number) => `"${step.node(number).id}"`);
  const more = others.length > nodesNamed ? ` and ${others.length - nodesNamed} more` : '';
  return `; so did ${named.join(', ')}${more}`;
}

function undone({ state }: WorkflowStep, failure: CompensationFailure | undefined): string {
  if (state === 'compensated') return '; what had succeeded is undone';
  if (state !== 'compensation_failed') return '';
  return `; what had succeeded is undone in part only${failure ? `: ${unable(failure)}` : ''}`;
}

function unable({ nodeId, item, left, message }: CompensationFailure): string {
  if (item === undefined) return `the compensation of node "${nodeId}" failed: ${message}`;
  return `the compensation of node "${nodeId}" failed at item ${item}, and ${left} of its items are not undone: ${message}`;
}
