import { mostValueCharacters } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { itemId, NodeItemStore } from '../../persistence/stores/node-item.store.js';
import { nodeRunId, NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { countingRows } from '../../testing/counting-rows.js';
import { NodeOutputs } from './node-outputs.js';
import type { WorkflowStep } from './workflow-step.js';

describe.each(['mysql', 'sqlite'] as const)('what a map gave on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const outputs = new NodeOutputs(new NodeRunStore(), new NodeItemStore());

  /** A workflow run whose only node is a map, and what each of its items gave. */
  const mapOf = async (session: Session, results: readonly unknown[]) => {
    const runId = newId();
    const rowId = (number: number) => nodeRunId(runId, number);
    const rows = results.map((result, n) => ({
      id: itemId(rowId(0), n),
      item: 'null',
      result: JSON.stringify(result),
    }));
    await session.insertMany('node_item', rows);
    return { rowId, node: () => ({ id: 'm' }) } as unknown as WorkflowStep;
  };

  it('is seen whole and in the order of its items, as long as that is not too long', async () => {
    await database.transaction(async (session) => {
      const given = Array.from({ length: 500 }, (_, n) => ({ n }));
      expect(await outputs.ofMap(session, await mapOf(session, given), 0)).toEqual(given);
    });
  });

  it('is read no further once it is too long', async () => {
    await database.transaction(async (session) => {
      const each = 'x'.repeat(mostValueCharacters / 20);
      const step = await mapOf(session, Array<string>(400).fill(each));
      let read = 0;
      const counting = countingRows(session, (rows) => (read += rows.length));
      await expect(outputs.ofMap(counting, step, 0)).rejects.toThrow(
        `the outputs of the items of map "m" are longer than ${mostValueCharacters} characters`,
      );
      expect(read).toBeLessThanOrEqual(40);
    });
  });
});
