import { Injectable } from '@nestjs/common';
import type { RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { shortColumns, type Shortened } from '../short-values.js';
import { itemId, itemRange } from './node-item.store.js';

/** An item of a map in a list, with what its runs say. */
export type NodeItemView = Shortened<NodeItemColumns, 'item'>;

interface NodeItemColumns {
  readonly id: string;
  readonly item: string | null;
  readonly run_id: string | null;
  readonly undo_run_id: string | null;
  /** Why its run could not be made. */
  readonly failure: string | null;
  /** Null where its run is gone. */
  readonly state: RunState | null;
  readonly attempt: number | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly run_failure: string | null;
  readonly undo_state: RunState | null;
  readonly undo_run_failure: string | null;
}

/** Which items are wanted. */
export interface ItemsWanted {
  readonly nodeRunId: string;
  /** Places of items: the first one that counts, and the first one that does not. */
  readonly from: number;
  readonly to: number;
  /** What an item is that has no run. */
  readonly unbegun: RunState;
  /** Only those in that state. */
  readonly state?: RunState;
}

/** Items of a map in one state. */
export interface ItemTally {
  /** Null: their runs are gone. */
  readonly state: RunState | null;
  readonly count: number;
}

/** Parameter: what an item is that has no run. What a rerun has taken over may have lost its run, and had succeeded if it gave something. */
const stateOfItem = `CASE WHEN r.state IS NOT NULL THEN r.state WHEN i.result IS NOT NULL THEN 'succeeded'
  WHEN i.failure IS NOT NULL THEN 'failed' WHEN i.run_id IS NULL THEN ? END`;
const columns = `${shortColumns('i', ['id', 'item', 'run_id', 'undo_run_id', 'failure'], { item: 'NULL' })},
  ${stateOfItem} AS state, r.attempt, r.started_at, r.finished_at, r.failure AS run_failure,
  u.state AS undo_state, u.failure AS undo_run_failure`;

/** Reads items of maps for users. */
@Injectable()
export class NodeItemViewStore {
  /** In their order. */
  async list(session: Session, wanted: ItemsWanted, most: number): Promise<NodeItemView[]> {
    const { nodeRunId, from, to, unbegun, state } = wanted;
    const [only, params] = state === undefined ? ['', []] : [`AND ${stateOfItem} = ?`, [unbegun, state]];
    return session.select<NodeItemView>(
      `SELECT ${columns} FROM node_item i LEFT JOIN run r ON r.id = i.run_id LEFT JOIN run u ON u.id = i.undo_run_id
       WHERE i.id >= ? AND i.id < ? ${only} ORDER BY i.id LIMIT ?`,
      [unbegun, itemId(nodeRunId, from), itemId(nodeRunId, to), ...params, most],
    );
  }

  /** How many items are in which state. @param unbegun what an item is that has no run. */
  async tally(session: Session, nodeRunId: string, unbegun: RunState): Promise<ItemTally[]> {
    const rows = await session.select<{ item_state: RunState | null; items: number }>(
      `SELECT ${stateOfItem} AS item_state, COUNT(*) AS items
       FROM node_item i LEFT JOIN run r ON r.id = i.run_id
       WHERE i.id > ? AND i.id < ? GROUP BY item_state ORDER BY item_state`,
      [unbegun, ...itemRange(nodeRunId)],
    );
    return rows.map((row) => ({ state: row.item_state, count: Number(row.items) }));
  }
}
