import { workflowGroup } from '@orrery/domain';
import type { Database } from '@orrery/persistence';
import { describe, expect, it } from 'vitest';
import type { RunRequestStore } from '../persistence/stores/run-request.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { RunStore } from '../persistence/stores/run.store.js';
import { RunInserter } from './run-inserter.js';

/** How rows are written: by a statement of their own, or in a transaction. */
async function waysOf(...groups: readonly string[]): Promise<string[]> {
  const ways: string[] = [];
  const by = (way: string) => (work: (session: unknown) => Promise<void>) => {
    ways.push(way);
    return work({});
  };
  const database = { run: by('statement'), transaction: by('transaction') };
  const runs = { insertAll: () => Promise.resolve() };
  const inserter = new RunInserter(
    database as unknown as Database,
    runs as unknown as RunStore,
    {} as RunRequestStore,
  );
  await inserter.insert(groups.map((group_name) => ({ group_name }) as RunRow));
  return ways;
}

describe('the inserter of runs', () => {
  it('writes a single run by one statement, and several in a transaction', async () => {
    expect(await waysOf('default')).toEqual(['statement']);
    expect(await waysOf('default', 'default')).toEqual(['transaction']);
  });

  it('writes a run of a workflow together with its graph: nobody may see the one without the other', async () => {
    expect(await waysOf(workflowGroup)).toEqual(['transaction']);
  });
});
