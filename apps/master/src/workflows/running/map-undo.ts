import { Injectable } from '@nestjs/common';
import type { MapNode, ReferencedNodes } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeItemStore, type GivenItem } from '../../persistence/stores/node-item.store.js';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { itemsOf } from './items-of.js';
import { NodeOutputs } from './node-outputs.js';
import type { NodeValues } from './node-values.js';
import { StepValues } from './step-values.js';
import type { WorkflowStep } from './workflow-step.js';

/** An item that is to be undone, and what its compensation sees. */
export interface UndoneItem {
  readonly index: number;
  readonly values: NodeValues;
}

/** Goes through the items of a map that is undone: the last first, and those only that succeeded. */
@Injectable()
export class MapUndo {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly items: NodeItemStore,
    private readonly outputs: NodeOutputs,
    private readonly values: StepValues,
  ) {}

  /** Undefined when none is left. @throws NodeFault when its values cannot be found. */
  async next(session: Session, step: WorkflowStep, number: number): Promise<UndoneItem | undefined> {
    const row = await this.nodes.find(session, step.rowId(number));
    if (!row?.total) return undefined;
    const before = row.undo_index ?? row.total;
    const hasItems = (await this.items.slice(session, row.id, 0, 1)).length > 0;
    const given = hasItems
      ? await this.items.lastSucceeded(session, row.id, before)
      : await this.#takenOver(session, step, number, before);
    if (!given) return undefined;
    const { id } = step.node(number);
    const values = await this.values.of(session, step, without(step.compiled.undoNeeds(number), id));
    return { index: given.index, values: values.withGiven(given.item, id, given.result) };
  }

  /** Of a map that a rerun has taken over, all of whose items had succeeded. */
  async #takenOver(
    session: Session,
    step: WorkflowStep,
    number: number,
    before: number,
  ): Promise<GivenItem | undefined> {
    const results = await this.outputs.ofMap(session, step, number);
    const index = Math.min(before, results.length) - 1;
    if (index < 0) return undefined;
    const values = await this.values.of(session, step, step.compiled.needs(number));
    const items = itemsOf(step.node(number) as MapNode, values);
    return { index, item: items[index], result: results[index] };
  }
}

/** All that a map gave may be more than can be used; its compensation sees that of an item. */
function without(nodes: ReferencedNodes, id: string): ReferencedNodes {
  return nodes === 'all' ? nodes : new Set([...nodes].filter((each) => each !== id));
}
