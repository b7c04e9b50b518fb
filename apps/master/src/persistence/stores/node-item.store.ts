import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { filledColumns } from '../filled-columns.js';
import type { WorkflowFailure } from './workflow-run-row.js';

/** An item of a map: its place, and what it is. */
export interface NodeItem {
  readonly index: number;
  readonly item: unknown;
}

/** An item that succeeded, and what its run gave. */
export interface GivenItem extends NodeItem {
  readonly result: unknown;
}

/** The run of an item, or why none could be made. */
export interface BegunItem {
  readonly runId: string | null;
  readonly failure: WorkflowFailure | null;
}

const piece = 5_000;
/** Items whose results are read at once. */
const firstPage = 10;
const longestPage = 5_000;

/** Keeps the items of maps, and which run each has. */
@Injectable()
export class NodeItemStore {
  /** @param begun the first items. */
  async insertAll(
    session: Session,
    nodeRunId: string,
    items: readonly unknown[],
    begun: readonly BegunItem[],
  ): Promise<void> {
    for (let start = 0; start < items.length; start += piece) {
      const rows = items.slice(start, start + piece).map((item, at) => ({
        id: itemId(nodeRunId, start + at),
        item: JSON.stringify(item ?? null),
        run_id: begun[start + at]?.runId ?? null,
        failure: jsonOrNull(begun[start + at]?.failure),
      }));
      await session.insertMany('node_item', filledColumns(rows));
    }
  }

  /** Items in their order, from one on. */
  async slice(session: Session, nodeRunId: string, from: number, most: number): Promise<NodeItem[]> {
    const rows = await session.select<{ id: string; item: string }>(
      'SELECT id, item FROM node_item WHERE id >= ? AND id < ? ORDER BY id LIMIT ?',
      [itemId(nodeRunId, from), `${nodeRunId}/`, most],
    );
    return rows.map(({ id, item }) => ({ index: indexOfItem(id), item: JSON.parse(item) as unknown }));
  }

  /** The last item that succeeded, of those before one of them. */
  async lastSucceeded(session: Session, nodeRunId: string, before: number): Promise<GivenItem | undefined> {
    const [row] = await session.select<{ id: string; item: string; result: string | null }>(
      `SELECT i.id, i.item, COALESCE(i.result, r.result) AS result FROM node_item i LEFT JOIN run r ON r.id = i.run_id
       WHERE i.id >= ? AND i.id < ? AND ${hasSucceeded} ORDER BY i.id DESC LIMIT 1`,
      [itemId(nodeRunId, 0), itemId(nodeRunId, before)],
    );
    return (
      row && {
        index: indexOfItem(row.id),
        item: JSON.parse(row.item) as unknown,
        result: JSON.parse(row.result ?? 'null') as unknown,
      }
    );
  }

  /** How many succeeded, of those before one of them. */
  async countSucceeded(session: Session, nodeRunId: string, before: number): Promise<number> {
    const [row] = await session.select<{ succeeded: number }>(
      `SELECT COUNT(*) AS succeeded FROM node_item i LEFT JOIN run r ON r.id = i.run_id
       WHERE i.id >= ? AND i.id < ? AND ${hasSucceeded}`,
      [itemId(nodeRunId, 0), itemId(nodeRunId, before)],
    );
    return Number(row!.succeeded);
  }

  /** Items side by side and the runs that were made for them. */
  async setRuns(
    session: Session,
    nodeRunId: string,
    from: number,
    begun: readonly BegunItem[],
  ): Promise<void> {
    await session.upsertMany(
      'node_item',
      begun.map(({ runId, failure }, at) => ({
        id: itemId(nodeRunId, from + at),
        item: 'null',
        run_id: runId,
        failure: jsonOrNull(failure),
      })),
      { key: ['id'], update: ['run_id', 'failure'] },
    );
  }

  /** @param runId null: none did it. */
  async setUndoRun(session: Session, nodeRunId: string, index: number, runId: string | null): Promise<void> {
    await session.execute('UPDATE node_item SET undo_run_id = ? WHERE id = ?', [
      runId,
      itemId(nodeRunId, index),
    ]);
  }

  /** Gives a node the items of another, with all that became of them: what they gave stays, even when their runs go. */
  async takeOver(session: Session, fromNodeRunId: string, toNodeRunId: string): Promise<void> {
    await session.execute(
      `INSERT INTO node_item (id, item, run_id, undo_run_id, result, failure)
       SELECT REPLACE(i.id, ?, ?), i.item, i.run_id, i.undo_run_id,
         CASE WHEN r.state = 'succeeded' THEN COALESCE(r.result, 'null') ELSE i.result END, i.failure
       FROM node_item i LEFT JOIN run r ON r.id = i.run_id WHERE i.id > ? AND i.id < ?`,
      [fromNodeRunId, toNodeRunId, ...itemRange(fromNodeRunId)],
    );
  }

  /**
   * What all items gave, as JSON in their order; null where one gave nothing. Undefined: it is longer than wanted, and most of it
   * is not read. Each page is as long as all before it, so that what is read at once keeps to what is wanted.
   */
  async results(session: Session, nodeRunId: string, mostCharacters: number): Promise<string[] | undefined> {
    const results: string[] = [];
    let characters = 0;
    for (;;) {
      const most = Math.min(Math.max(results.length, firstPage), longestPage);
      const page = await this.#resultsFrom(session, nodeRunId, results.length, most);
      characters += page.reduce((sum, { length }) => sum + length + 1, 0);
      if (characters > mostCharacters) return undefined;
      for (const result of page) results.push(result);
      if (page.length < most) return results;
    }
  }

  async #resultsFrom(session: Session, nodeRunId: string, from: number, most: number): Promise<string[]> {
    const rows = await session.select<{ result: string | null }>(
      `SELECT COALESCE(i.result, r.result) AS result FROM node_item i LEFT JOIN run r ON r.id = i.run_id
       WHERE i.id >= ? AND i.id < ? ORDER BY i.id LIMIT ?`,
      [itemId(nodeRunId, from), itemRange(nodeRunId)[1], most],
    );
    return rows.map(({ result }) => result ?? 'null');
  }
}

/** By its run, or where a rerun has taken it over by what it gave. */
const hasSucceeded = "(i.result IS NOT NULL OR r.state = 'succeeded')";

/** The key of an item's row: in the order of the items, all of a node side by side. */
export function itemId(nodeRunId: string, index: number): string {
  return `${nodeRunId}.${String(index).padStart(6, '0')}`;
}

export function indexOfItem(id: string): number {
  return Number(id.slice(id.lastIndexOf('.') + 1));
}

/** From its first possible item to behind its last one. */
export function itemRange(nodeRunId: string): [string, string] {
  return [`${nodeRunId}.`, `${nodeRunId}/`];
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
