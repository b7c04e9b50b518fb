import { Injectable } from '@nestjs/common';
import type { ReferencedNodes } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeItemStore } from '../../persistence/stores/node-item.store.js';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
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
    const given = await this.items.lastSucceeded(session, row.id, row.undo_index ?? row.total);
    if (!given) return undefined;
    const total = row.undo_total ?? (await this.items.countSucceeded(session, row.id));
    step.noteUndoneItem(number, given.index, total);
    const { id } = step.node(number);
    const values = await this.values.of(session, step, without(step.compiled.undoNeeds(number), id));
    return { index: given.index, values: values.withGiven(given.item, id, given.result) };
  }
}

/** All that a map gave may be more than can be used; its compensation sees that of an item. */
function without(nodes: ReferencedNodes, id: string): ReferencedNodes {
  return nodes === 'all' ? nodes : new Set([...nodes].filter((each) => each !== id));
}
