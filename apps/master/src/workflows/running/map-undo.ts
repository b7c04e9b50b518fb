import { Injectable } from '@nestjs/common';
import type { MapNode, ReferencedNodes } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeItemStore, type GivenItem } from '../../persistence/stores/node-item.store.js';
import { NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import { itemsOf } from './items-of.js';
import { NodeFault } from './node-fault.js';
import type { NodeValues } from './node-values.js';
import { StepValues } from './step-values.js';
import type { WorkflowStep } from './workflow-step.js';

/** An item that is to be undone, and what its compensation sees. */
export interface ItemToUndo {
  readonly index: number;
  readonly values: NodeValues;
}

/** Goes through the items of a map that is undone: the last first, and those only that succeeded. */
@Injectable()
export class MapUndo {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly items: NodeItemStore,
    private readonly values: StepValues,
  ) {}

  /** Undefined when none is left. @throws NodeFault when its values cannot be found. */
  async next(session: Session, step: WorkflowStep, number: number): Promise<ItemToUndo | undefined> {
    const row = await this.nodes.find(session, step.rowId(number));
    if (!row?.total) return undefined;
    const given = await this.#last(session, step, number, row);
    if (!given) return undefined;
    const total = row.undo_total ?? (row.undone ?? 0) + (await this.#countLeft(session, row));
    step.noteUndoneItem(number, given.index, total);
    const { id } = step.node(number);
    const values = await this.values.of(session, step, without(step.compiled.undoNeeds(number), id));
    return { index: given.index, values: values.withGiven(given.item, id, given.result) };
  }

  /** An item was the last that is undone. Returns how many are left. */
  async stop(session: Session, step: WorkflowStep, number: number): Promise<number> {
    const row = (await this.nodes.find(session, step.rowId(number)))!;
    const left = await this.#countLeft(session, row);
    step.noteUndoTotal(number, (row.undone ?? 0) + left);
    return left;
  }

  async #last(
    session: Session,
    step: WorkflowStep,
    number: number,
    row: NodeRunRow,
  ): Promise<GivenItem | undefined> {
    const before = beforeWhich(row);
    if (before === 0) return undefined;
    const given = await this.items.lastSucceeded(session, row.id, before);
    if (given || (await this.#hasItems(session, row))) return given;
    return this.#takenOver(session, step, number, row);
  }

  async #countLeft(session: Session, row: NodeRunRow): Promise<number> {
    const before = beforeWhich(row);
    return (await this.#hasItems(session, row)) ? this.items.countSucceeded(session, row.id, before) : before;
  }

  async #hasItems(session: Session, row: NodeRunRow): Promise<boolean> {
    return (await this.items.slice(session, row.id, 0, 1)).length > 0;
  }

  /** A rerun that a master of a former version made has what the items gave, which had all succeeded, but not the items. */
  async #takenOver(
    session: Session,
    step: WorkflowStep,
    number: number,
    row: NodeRunRow,
  ): Promise<GivenItem> {
    const values = await this.values.of(session, step, step.compiled.needs(number));
    const items = itemsOf(step.node(number) as MapNode, values);
    const results = JSON.parse(row.outputs ?? '[]') as unknown[];
    if (items.length !== row.total || results.length !== row.total) {
      throw new NodeFault('items', `its ${row.total} items are not known any more, so nothing can undo them`);
    }
    const index = beforeWhich(row) - 1;
    return { index, item: items[index], result: results[index] };
  }
}

/** Where those begin that are undone, or are being so. */
function beforeWhich({ undo_index: index, total }: NodeRunRow): number {
  return index ?? total ?? 0;
}

/** All that a map gave may be more than can be used; its compensation sees that of an item. */
function without(nodes: ReferencedNodes, id: string): ReferencedNodes {
  return nodes === 'all' ? nodes : new Set([...nodes].filter((each) => each !== id));
}
