import { Injectable } from '@nestjs/common';
import { hasEnded, mostValueCharacters, type NodeVariables, type ReferencedNodes } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeItemStore } from '../../persistence/stores/node-item.store.js';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { NodeFault } from './node-fault.js';
import type { WorkflowStep } from './workflow-step.js';

/** What nodes that have ended gave, for those behind them. */
@Injectable()
export class NodeOutputs {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly items: NodeItemStore,
  ) {}

  /** By id of the node. @throws NodeFault when a map gave more than can be used. */
  async of(
    session: Session,
    step: WorkflowStep,
    wanted: ReferencedNodes,
  ): Promise<Record<string, NodeVariables>> {
    const numbers = numbersOf(step, wanted);
    const stored = numbers.filter((number) => !step.outputs.has(number) && step.node(number).kind !== 'map');
    const found = await this.nodes.outputs(
      session,
      stored.map((number) => step.rowId(number)),
    );
    const variables: Record<string, NodeVariables> = {};
    for (const number of numbers) {
      const node = step.node(number);
      const outputs =
        node.kind === 'map'
          ? await this.ofMap(session, step, number)
          : (step.outputs.get(number) ?? found.get(step.rowId(number)) ?? null);
      variables[node.id] = { state: step.states.of(number), outputs };
    }
    return variables;
  }

  /** What the items of a map gave, in their order. */
  async ofMap(session: Session, step: WorkflowStep, number: number): Promise<unknown[]> {
    const results = await this.items.results(session, step.rowId(number), mostValueCharacters);
    if (results === undefined) {
      const { id } = step.node(number);
      throw new NodeFault(
        'outputs',
        `the outputs of the items of map "${id}" are longer than ${mostValueCharacters} characters`,
      );
    }
    if (results.length === 0) return this.#takenOver(session, step, number);
    return results.map((result) => JSON.parse(result) as unknown);
  }

  /** Of a map without items, or one that a rerun has taken over. */
  async #takenOver(session: Session, step: WorkflowStep, number: number): Promise<unknown[]> {
    const outputs = await this.nodes.outputs(session, [step.rowId(number)]);
    return (outputs.get(step.rowId(number)) as unknown[] | null | undefined) ?? [];
  }
}

function numbersOf({ compiled: { graph }, states }: WorkflowStep, wanted: ReferencedNodes): number[] {
  const all = graph.nodes.all.map((_, number) => number);
  const named = wanted === 'all' ? all : [...wanted].map((id) => graph.nodes.numberOf(id)!);
  return named.filter((number) => hasEnded(states.of(number)));
}
