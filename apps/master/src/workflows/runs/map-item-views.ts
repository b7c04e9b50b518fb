import { Injectable } from '@nestjs/common';
import type { MapItemDto, MapItemListQuery, Page } from '@orrery/contracts';
import { hasEnded, InvalidError, NotFoundError, type NodeState, type RunState } from '@orrery/domain';
import { cursorKey, Database, encodeCursor, pageLimit } from '@orrery/persistence';
import { NodeItemViewStore } from '../../persistence/stores/node-item-view.store.js';
import { indexOfItem } from '../../persistence/stores/node-item.store.js';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { toMapItemDto } from './map-item-dto.js';
import { WorkflowRunNodes } from './workflow-run-nodes.js';

/** Items that a page looks at in order to find those in one state. */
const mostLookedAt = 20_000;

/** Items of maps as users see them. */
@Injectable()
export class MapItemViews {
  constructor(
    private readonly database: Database,
    private readonly nodes: WorkflowRunNodes,
    private readonly rows: NodeRunStore,
    private readonly items: NodeItemViewStore,
  ) {}

  /** In their order. @throws NotFoundError for a node that is no map. */
  async list(id: string, nodeId: string, query: MapItemListQuery): Promise<Page<MapItemDto>> {
    return this.database.run(async (session) => {
      const { node, state, rowId } = await this.nodes.find(session, id, nodeId);
      if (node.kind !== 'map') throw NotFoundError.of('map', nodeId);
      const row = await this.rows.find(session, rowId);
      if (!row?.total) return { items: [], nextCursor: null };
      const from = firstOf(query);
      const limit = pageLimit(query);
      const to = Math.min(row.total, from + (query.state === undefined ? limit : mostLookedAt));
      const wanted = { nodeRunId: rowId, from, to, unbegun: unbegunState(state), state: query.state };
      const found = await this.items.list(session, wanted, limit + 1);
      const shown = found.slice(0, limit);
      const last = found.length > limit ? indexOfItem(shown.at(-1)!.id) : to - 1;
      return {
        items: shown.map((item) => toMapItemDto(item, { ...row, state })),
        nextCursor: last < row.total - 1 ? encodeCursor(String(last)) : null,
      };
    });
  }
}

/** What an item is that has no run: it never gets one when its map has ended. */
export function unbegunState(state: NodeState): RunState {
  return hasEnded(state) ? 'cancelled' : 'pending';
}

function firstOf(query: MapItemListQuery): number {
  const key = cursorKey(query) ?? '-1';
  if (!/^-?\d{1,6}$/.test(key)) throw InvalidError.field('/cursor', 'is not a cursor this server gave');
  return Number(key) + 1;
}
