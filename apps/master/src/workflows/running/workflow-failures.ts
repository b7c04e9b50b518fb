import { Injectable } from '@nestjs/common';
import { unhandledFailures } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
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
    const message = `${why}${also(step, others)}${await this.#undone(session, step, compensation)}`;
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
    const maps = step.states
      .numbers('compensated', 'compensation_failed')
      .filter((each) => isMap(step, each));
    const rows = await this.#rows(session, step, maps);
    const failedMaps = maps.filter((number) => rows.get(step.rowId(number))?.failure);
    const failed = [...step.states.numbers('failed'), ...failedMaps].sort((a, b) => a - b);
    const handled = handledAmong(step, failed);
    return [...failed.filter((number) => !handled.has(number)), ...handled];
  }

  async #undone(
    session: Session,
    step: WorkflowStep,
    failure: CompensationFailure | undefined,
  ): Promise<string> {
    if (step.state === 'compensated') {
      const isAny = await this.#isAnyUndone(session, step);
      return isAny ? '; what had succeeded is undone' : '; there was nothing to undo';
    }
    if (step.state !== 'compensation_failed') return '';
    return `; what had succeeded is undone in part only${failure ? `: ${unable(failure)}` : ''}`;
  }

  /** A map counts as undone also where none of its items had succeeded. */
  async #isAnyUndone(session: Session, step: WorkflowStep): Promise<boolean> {
    const compensated = step.states.numbers('compensated');
    if (compensated.some((number) => !isMap(step, number))) return true;
    const rows = await this.#rows(session, step, compensated);
    return [...rows.values()].some(({ undone }) => undone);
  }

  #rows(session: Session, step: WorkflowStep, numbers: readonly number[]): Promise<Map<string, NodeRunRow>> {
    return this.nodes.findAll(
      session,
      numbers.map((number) => step.rowId(number)),
    );
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

function isMap(step: WorkflowStep, number: number): boolean {
  return step.node(number).kind === 'map';
}

function unable({ nodeId, item, left, message }: CompensationFailure): string {
  if (item === undefined) return `the compensation of node "${nodeId}" failed: ${message}`;
  return `the compensation of node "${nodeId}" failed at item ${item}, and ${left} of its items are not undone: ${message}`;
}
