import { Injectable } from '@nestjs/common';
import { InvalidError, type NodeState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeItemStore } from '../../persistence/stores/node-item.store.js';
import { NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import type { UndoneMark } from './read-undone-marks.js';

/** How far a rerun finds a node undone. */
export interface Undoing {
  readonly columns: Partial<NodeRunRow>;
  /** The item of a map that somebody has undone, in place of the run that could not. */
  readonly itemByHand?: number;
}

/** Says how far a rerun finds the nodes undone that it takes over. */
@Injectable()
export class FormerUndoing {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly items: NodeItemStore,
  ) {}

  /**
   * What is undone stays so; a map that is undone in part goes on with the item that could not be, or behind it where that is marked.
   * @param state that the node has in the rerun. @throws InvalidError for a mark of another item.
   */
  async of(session: Session, row: NodeRunRow, state: NodeState, mark?: UndoneMark): Promise<Undoing> {
    if (state === 'compensated' && !mark) return { columns: {} };
    const stuck = await this.#stuckItem(session, row);
    const again = { undo_run_id: null, undo_failure: null };
    if (state === 'compensated') {
      return { columns: { ...again, ...(await this.#allUndone(session, row)) }, itemByHand: stuck };
    }
    if (mark) {
      if (stuck === undefined || mark.item !== stuck) throw notStuck(mark, row.node_id, stuck);
      return { columns: { ...again, undone: (row.undone ?? 0) + 1 }, itemByHand: stuck };
    }
    if (row.undo_index === null) return { columns: { ...again, undo_total: null, undone: null } };
    return { columns: { ...again, undo_index: stuck === undefined ? row.undo_index : stuck + 1 } };
  }

  /** The item of a map that could not be undone. */
  async #stuckItem(session: Session, row: NodeRunRow): Promise<number | undefined> {
    if (row.undo_index === null) return undefined;
    const undoing = await this.nodes.undoingOf(session, row.id);
    return undoing?.run_state === 'succeeded' ? undefined : row.undo_index;
  }

  /** Of a map, all items that had succeeded. */
  async #allUndone(session: Session, row: NodeRunRow): Promise<Partial<NodeRunRow>> {
    if (row.total === null) return {};
    const total = row.undo_total ?? (await this.items.countSucceeded(session, row.id, row.total));
    return { undo_total: total, undone: total };
  }
}

function notStuck({ pointer }: UndoneMark, nodeId: string, stuck: number | undefined): InvalidError {
  const which = stuck === undefined ? 'there is none' : `that is item ${stuck}`;
  return InvalidError.field(
    `${pointer}/item`,
    `is not the item of "${nodeId}" that could not be undone: ${which}`,
  );
}
