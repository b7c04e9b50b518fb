import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';

/** An item of a map: its place, and what it is. */
export interface NodeItem {
  readonly index: number;
  readonly item: unknown;
}

/** An item that succeeded, and what its run gave. */
export interface GivenItem extends NodeItem {
  readonly result: unknown;
}

const piece = 5_000;

/** Keeps the items of maps, and which run each has. */
@Injectable()
export class NodeItemStore {
  /** @param runIds of the first items. */
  async insertAll(
    session: Session,
    nodeRunId: string,
    items: readonly unknown[],
    runIds: readonly (string | null)[],
  ): Promise<void> {
    for (let start = 0; start < items.length; start += piece) {
      const rows = items.slice(start, start + piece).map((item, at) => ({
        id: itemId(nodeRunId, start + at),
        item: JSON.stringify(item ?? null),
        run_id: runIds[start + at] ?? null,
      }));
      await session.insertMany('node_item', rows);
    }
  }

  /** Items in their order, from one on. */
  async slice(session: Session, nodeRunId: string, from: number, most: number): Promise<NodeItem[]> {
    const rows = await session.select<{ id: string; item: string }>(
      'SELECT id, item FROM node_item WHERE id >= ? AND id < ? ORDER BY id LIMIT ?',
      [itemId(nodeRunId, from), `${nodeRunId}/`, most],
    );
    return rows.map(({ id, item }) => ({ index: indexOf(id), item: JSON.parse(item) as unknown }));
  }

  /** The last item whose run succeeded, of those before one of them. */
  async lastSucceeded(session: Session, nodeRunId: string, before: number): Promise<GivenItem | undefined> {
    const [row] = await session.select<{ id: string; item: string; result: string | null }>(
      `SELECT i.id, i.item, r.result FROM node_item i JOIN run r ON r.id = i.run_id
       WHERE i.id >= ? AND i.id < ? AND r.state = 'succeeded' ORDER BY i.id DESC LIMIT 1`,
      [itemId(nodeRunId, 0), itemId(nodeRunId, before)],
    );
    return (
      row && {
        index: indexOf(row.id),
        item: JSON.parse(row.item) as unknown,
        result: JSON.parse(row.result ?? 'null') as unknown,
      }
    );
  }

  /** Items side by side and the runs that were made for them. */
  async setRuns(
    session: Session,
    nodeRunId: string,
    from: number,
    runIds: readonly (string | null)[],
  ): Promise<void> {
    await session.upsertMany(
      'node_item',
      runIds.map((runId, at) => ({ id: itemId(nodeRunId, from + at), item: 'null', run_id: runId })),
      { key: ['id'], update: ['run_id'] },
    );
  }

  /** What the runs of all items gave, in the order of the items; null where one gave nothing. */
  async results(session: Session, nodeRunId: string): Promise<string[]> {
    const rows = await session.select<{ result: string | null }>(
      `SELECT r.result FROM node_item i LEFT JOIN run r ON r.id = i.run_id
       WHERE i.id > ? AND i.id < ? ORDER BY i.id`,
      [`${nodeRunId}.`, `${nodeRunId}/`],
    );
    return rows.map(({ result }) => result ?? 'null');
  }
}

function itemId(nodeRunId: string, index: number): string {
  return `${nodeRunId}.${String(index).padStart(6, '0')}`;
}

function indexOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('.') + 1));
}
