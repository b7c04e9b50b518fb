import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { StandingWorkflowRunStore } from './standing-workflow-run.store.js';

const at = (n: number) => new Date(Date.UTC(2026, 2, 1, n));

describe.each(['mysql', 'sqlite'] as const)(
  'runs of a workflow by the time they stand for, on %s',
  (kind) => {
    const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
    const store = new StandingWorkflowRunStore();
    const workflowId = newId();
    const given = async (
      standsAt: Date,
      state: string,
      states: string,
      version = 1,
      over: Record<string, unknown> = {},
    ) => {
      const run_id = newId();
      await database.transaction((session) =>
        session.insertMany('workflow_run', [
          {
            ...{ run_id, workflow_id: workflowId, version, project: 'p', name: 'w', state, states },
            ...{ control: 'go', depth: 0, created_at: standsAt, stands_at: standsAt, ...over },
          },
        ]),
      );
      return run_id;
    };

    it('are found by their state, and by the state of a node, whose place depends on the version', async () => {
      const early = await given(at(1), 'succeeded', 'ss');
      const rerun = await given(at(1), 'succeeded', 'ss');
      const late = await given(at(2), 'failed', 'fs', 2);
      const open = await given(at(3), 'running', 'rf', 2);
      await given(at(9), 'succeeded', 'ss');
      const runs = { workflowId, from: at(0), until: at(4), exceptId: '' };
      const found = await database.run(async (session) => ({
        good: await store.newestIn(session, runs, ['succeeded']),
        other: await store.newestIn(session, { ...runs, exceptId: rerun }, ['succeeded']),
        ended: await store.newestIn(session, runs, ['succeeded', 'failed']),
        versions: (await store.versions(session, runs)).sort(),
        first: await store.newestWithNode(session, runs, new Map([[1, 0]]), ['succeeded']),
        second: await store.newestWithNode(
          session,
          runs,
          new Map([
            [1, 0],
            [2, 1],
          ]),
          ['succeeded'],
        ),
        failed: await store.newestWithNode(session, runs, new Map([[2, 1]]), ['failed']),
        nowhere: await store.newestWithNode(session, runs, new Map(), ['succeeded']),
      }));
      const { versions, ...each } = found;
      expect(versions).toEqual([1, 2]);
      expect(Object.fromEntries(Object.entries(each).map(([name, run]) => [name, run?.run_id]))).toEqual({
        ...{ good: rerun, other: early, ended: late, first: rerun, second: late, failed: open },
        nowhere: undefined,
      });
    });

    it('are found where a master of an earlier version has made them, by the time they were planned for or made', async () => {
      const other = newId();
      const unwritten = { workflow_id: other, stands_at: null, planned_at: null };
      const made = await given(at(2), 'failed', 'fs', 3, unwritten);
      const planned = await given(at(9), 'succeeded', 'ss', 2, { ...unwritten, planned_at: at(3) });
      await given(at(1), 'succeeded', 'ss', 1, { ...unwritten, stands_at: at(1) });
      await given(at(2), 'succeeded', 'ss', 4, { ...unwritten, planned_at: at(5) });
      const runs = { workflowId: other, from: at(0), until: at(4), exceptId: '' };
      const places = new Map([1, 2, 3].map((version) => [version, 0]));
      const found = await database.run(async (session) => ({
        versions: (await store.versions(session, runs)).sort(),
        newest: await store.newestIn(session, runs, ['succeeded', 'failed']),
        failed: await store.newestIn(session, runs, ['failed']),
        withNode: await store.newestWithNode(session, runs, places, ['succeeded', 'failed']),
        withFailed: await store.newestWithNode(session, runs, places, ['failed']),
      }));
      expect(found).toMatchObject({
        versions: [1, 2, 3],
        newest: { run_id: planned, stands_at: at(3) },
        failed: { run_id: made },
        withNode: { run_id: planned },
        withFailed: { run_id: made },
      });
    });
  },
);
