import { NodeStates, type WorkflowRunState } from '@orrery/domain';
import type { Database } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { EndedWorkflowRunStore, type EndedRuns } from '../../persistence/stores/ended-workflow-run.store.js';
import { nodeRunId } from '../../persistence/stores/node-run.store.js';
import { NodeSpanStore } from '../../persistence/stores/node-span.store.js';
import { ExplainingSession, type Explained } from '../../testing/explaining-session.js';
import { given } from '../../testing/specimens.js';
import { EndedRunReader, mostRunsOf, type EndedRun } from './ended-run-reader.js';

const at = (ms: number) => new Date(1_772_323_200_000 + ms);
const workflowId = newId();
const ended = new EndedWorkflowRunStore();
const spans = new NodeSpanStore();

interface GivenRun {
  readonly version: number;
  readonly state: WorkflowRunState;
  readonly nodes: number;
}

/** The run of the first node. */
function runOf(workflowRunId: string): string {
  return workflowRunId.replace(/^./, 'f');
}

/** Workflow runs a second apart; in each, the first two nodes have run. */
async function insertRuns(database: Database, runs: readonly GivenRun[]): Promise<string[]> {
  const ids = runs.map(() => newId());
  const rows = runs.map(({ version, state, nodes }, n) => ({
    run_id: ids[n],
    workflow_id: workflowId,
    version,
    project: 'default',
    name: 'etl',
    state,
    control: 'go',
    states: NodeStates.allPending(nodes).toString(),
    depth: 0,
    created_at: at(n * 1_000),
    started_at: at(n * 1_000 + 10),
    finished_at: at(n * 1_000 + 500),
  }));
  const nodeRuns = ids.flatMap((id, n) =>
    [0, 1].map((number) => ({
      id: nodeRunId(id, number),
      workflow_run_id: id,
      node_id: `n${number}`,
      state: 'succeeded',
      run_id: number === 0 ? runOf(id) : null,
      started_at: at(n * 1_000 + 20),
      finished_at: at(n * 1_000 + 90),
    })),
  );
  await database.transaction(async (session) => {
    await session.insertMany('workflow_run', rows);
    await session.insertMany('node_run', nodeRuns);
  });
  return ids;
}

/** The run of the first node was tried twice: it began 5 ms and 40 ms after the node had started. */
async function insertTries(database: Database, id: string): Promise<void> {
  const run = given.run({
    id: runOf(id),
    state: 'succeeded',
    attempt: 2,
    started_at: at(60),
    finished_at: at(88),
  });
  await database.transaction(async (session) => {
    await session.insertMany('run', [run as unknown as Record<string, unknown>]);
    const former = { run_id: run.id, attempt: 1, state: 'failed', started_at: at(25), finished_at: at(50) };
    await session.insertMany('run_attempt', [former]);
  });
}

describe.each(['mysql', 'sqlite'] as const)('workflow runs that have ended, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const reader = new EndedRunReader(database, ended, spans);
  const read = async (over: Partial<EndedRuns>, nodes: number, most: number): Promise<EndedRun[]> => {
    const found: EndedRun[] = [];
    for await (const run of reader.read({ workflowId, version: 2, ...over }, nodes, most)) found.push(run);
    return found;
  };
  const idsOf = async (...[over, nodes, most]: Parameters<typeof read>) =>
    (await read(over, nodes, most)).map(({ row }) => row.run_id);
  let ids: string[];

  beforeAll(async () => {
    const state = (n: number) => (n % 10 === 9 ? 'running' : n % 10 === 8 ? 'failed' : 'succeeded');
    const runs = Array.from(
      { length: 240 },
      (_, n) => ({ version: n % 2 === 0 ? 2 : 1, state: state(n), nodes: 3 }) as const,
    );
    ids = await insertRuns(database, runs);
    await insertTries(database, ids[0]!);
  });

  it('are read newest first, page by page, of their version alone', async () => {
    const expected = ids.filter((_, n) => n % 2 === 0).reverse();
    expect(await idsOf({}, 3, 1_000)).toEqual(expected);
    expect(await idsOf({}, 3, 51)).toEqual(expected.slice(0, 51));
    expect(await idsOf({}, 3, 50)).toEqual(expected.slice(0, 50));
    expect(await idsOf({ version: 7 }, 3, 50)).toEqual([]);
  });

  it('are read by state and by when they were made', async () => {
    expect(await idsOf({ version: 1, from: at(0), to: at(9_000) }, 3, 100)).toEqual(
      [7, 5, 3, 1].map((n) => ids[n]),
    );
    expect(await idsOf({ states: ['failed'], from: at(8_000), to: at(18_001) }, 3, 100)).toEqual(
      [18, 8].map((n) => ids[n]),
    );
  });

  it('know which nodes ran, and when their first attempt began', async () => {
    const [run] = await read({ to: at(1) }, 3, 10);
    const times = { startedAt: at(20), endedAt: at(90) };
    expect(run!.ran).toEqual(
      new Map([
        [0, { ...times, queuedMs: 5, runningMs: 65, isRetried: true }],
        [1, { ...times, queuedMs: null, runningMs: 70, isRetried: false }],
      ]),
    );
    expect(run!.states.size).toBe(3);
  });

  it('have a newest version', async () => {
    const newest = (id: string) => database.run((session) => ended.newestVersion(session, id));
    expect([await newest(workflowId), await newest(newId())]).toEqual([2, undefined]);
  });

  it('are fewer, the more nodes they have', async () => {
    expect([1, 200, 201, 1_000, 10_000, 300_000].map(mostRunsOf)).toEqual([1_000, 1_000, 995, 200, 20, 1]);
    expect(await idsOf({}, 10_000, 1_000)).toEqual(
      ids
        .filter((_, n) => n % 2 === 0)
        .slice(-20)
        .reverse(),
    );
  });
});

describe('on thousands of workflow runs', () => {
  const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });
  let ids: string[];

  beforeAll(async () => {
    const runs = Array.from(
      { length: 6_000 },
      (_, n) => ({ version: n < 300 ? 1 : 2, state: 'succeeded', nodes: 2 }) as const,
    );
    ids = await insertRuns(database, runs);
    await database.run((session) => session.select('ANALYZE TABLE workflow_run, node_run'));
  });

  async function explain(
    work: (session: ExplainingSession['session']) => Promise<unknown>,
  ): Promise<Explained[]> {
    return database.run(async (inner) => {
      const explaining = new ExplainingSession(inner);
      await work(explaining.session);
      return explaining.explained;
    });
  }

  it('those of an old version are found by an index, and their nodes by their ids', async () => {
    const [list] = await explain((session) => ended.list(session, { workflowId, version: 1 }, undefined, 50));
    expect(list).toMatchObject({ key: 'ix_workflow_run_of_version' });
    expect(list!.rows).toBeLessThan(700);
    expect(list!.extra).not.toContain('filesort');
    const [version] = await explain((session) => ended.newestVersion(session, workflowId));
    expect(version!.key).toMatch(/^ix_workflow_run_/);
    expect(version!.extra).not.toContain('filesort');
    const [nodes, ...joined] = await explain((session) => spans.of(session, ids.slice(0, 50)));
    expect(nodes).toMatchObject({ table: 'n', key: 'PRIMARY', type: 'range' });
    expect(joined.map(({ key, type }) => `${key} ${type}`)).toEqual(['PRIMARY eq_ref', 'PRIMARY eq_ref']);
  });
});
