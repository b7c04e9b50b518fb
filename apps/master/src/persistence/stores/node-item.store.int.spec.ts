import type { RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { countingRows } from '../../testing/counting-rows.js';
import { given } from '../../testing/specimens.js';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { NodeItemViewStore } from './node-item-view.store.js';
import { itemId, NodeItemStore } from './node-item.store.js';
import { nodeRunId } from './node-run.store.js';

const unmade = { kind: 'expression', message: 'no field' };

describe.each(['mysql', 'sqlite'] as const)('items of a map on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const items = new NodeItemStore();
  const views = new NodeItemViewStore();

  /** Items whose runs are in these states; null: none could be made. */
  async function made(session: Session, states: readonly (RunState | null)[]): Promise<string> {
    const id = nodeRunId(newId(), 3);
    const runs = states.map((state, n) =>
      given.run({ id: newId(), ...(state && { state }), result: state === 'succeeded' ? `${n}` : null }),
    );
    await session.insertMany('run', runs as never);
    const begun = states.map((state, n) =>
      state === null ? { runId: null, failure: unmade } : { runId: runs[n]!.id, failure: null },
    );
    await items.insertAll(session, id, [...states, 'never begun'], begun);
    return id;
  }
  const page = (session: Session, id: string, state?: RunState) =>
    views.list(session, { nodeRunId: id, from: 0, to: 100, unbegun: 'pending', state }, 100);

  it('are in the state of their run, or of what became of it', async () => {
    await database.transaction(async (session) => {
      const id = await made(session, ['succeeded', null, 'running', 'lost']);
      const states = (await page(session, id)).map(({ state }) => state);
      expect(states).toEqual(['succeeded', 'failed', 'running', 'lost', 'pending']);
      expect(
        (await page(session, id, 'failed')).map(({ failure }) => JSON.parse(failure!) as unknown),
      ).toEqual([unmade]);
      expect(await page(session, id, 'pending')).toHaveLength(1);
      expect(await views.tally(session, id, 'pending')).toEqual(
        ['failed', 'lost', 'pending', 'running', 'succeeded'].map((state) => ({ state, count: 1 })),
      );
    });
  });

  it('are read until what they gave is longer than wanted', async () => {
    await database.transaction(async (session) => {
      const id = nodeRunId(newId(), 3);
      const given = Array.from({ length: 1_000 }, (_, n) => 'x'.repeat(98 + (n % 2)));
      const rows = given.map((each, n) => ({ id: itemId(id, n), item: JSON.stringify(each) }));
      await session.insertMany(
        'node_item',
        rows.map((row) => ({ ...row, result: row.item })),
      );
      const characters = JSON.stringify(given).length - 1;
      const read: unknown[] = [];
      const counting = countingRows(session, (rows) => read.push(...rows));
      expect(await items.results(counting, id, characters)).toEqual(
        given.map((each) => JSON.stringify(each)),
      );
      expect(read).toHaveLength(given.length);
      expect(await items.results(counting, id, characters - 1)).toBeUndefined();
      read.length = 0;
      expect(await items.results(counting, id, 1_000)).toBeUndefined();
      expect(read.length).toBeLessThan(30);
      expect(await items.lastSucceeded(session, id, 8)).toEqual({
        index: 7,
        item: given[7],
        result: given[7],
      });
    });
  });

  it('that are taken over stay as they were, also when their runs are gone', async () => {
    await database.transaction(async (session) => {
      const former = await made(session, ['succeeded', 'failed', 'succeeded', null]);
      const undoing = newId();
      await items.setUndoRun(session, former, 2, undoing);
      const taken = nodeRunId(newId(), 3);
      await items.takeOver(session, former, taken);
      const [before, after] = [await page(session, former), await page(session, taken)];
      expect(after.map(({ id }) => id.replace(taken, former))).toEqual(before.map(({ id }) => id));
      expect(after[2]).toMatchObject({ run_id: before[2]!.run_id, undo_run_id: undoing });
      await session.execute('DELETE FROM run');
      const states = (await page(session, taken)).map(({ state }) => state);
      expect(states).toEqual(['succeeded', null, 'succeeded', 'failed', 'pending']);
      expect(await items.results(session, taken, 1_000)).toEqual(['0', 'null', '2', 'null', 'null']);
      expect(await items.countSucceeded(session, taken, 5)).toBe(2);
      expect(await items.countSucceeded(session, taken, 2)).toBe(1);
      expect(await items.lastSucceeded(session, taken, 2)).toEqual({
        index: 0,
        item: 'succeeded',
        result: 0,
      });
      expect(await items.countSucceeded(session, former, 5)).toBe(0);
      const again = nodeRunId(newId(), 3);
      await items.takeOver(session, taken, again);
      expect(await items.results(session, again, 1_000)).toEqual(['0', 'null', '2', 'null', 'null']);
    });
  });
});
