import { SystemClock } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { readMasterConfig } from '../config.js';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { MasterSettings } from '../master-settings.js';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { BacklogStore, type DispatchRow } from '../persistence/stores/backlog.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { newRun } from '../runs/new-run.js';
import { given } from '../testing/specimens.js';
import type { DirectRuns } from './direct-runs.js';
import { DispatchMarker } from './dispatch-marker.js';
import type { DispatchAftermath } from './dispatch-aftermath.js';
import type { DispatchPipeline, PipelineOutcome } from './dispatch-pipeline.js';
import { DispatchRecords } from './dispatch-records.js';
import { GroupCapacity } from './group-capacity.js';
import { HeldDispatcher } from './held-dispatcher.js';

const { database } = useDatabase({ kind: 'sqlite', entities: masterEntities, migrations: masterMigrations });
const clock = new SystemClock();

describe('runs held until they are due', () => {
  const published: string[] = [];
  const passed: string[] = [];
  let limited: ReadonlySet<string>;
  let capacity: GroupCapacity;
  let dispatcher: HeldDispatcher;
  let held: RunRow[];

  beforeEach(async () => {
    published.length = passed.length = 0;
    limited = new Set();
    capacity = new GroupCapacity();
    capacity.refresh(new Map([['default', 10]]), new Map());
    const backlog = new BacklogStore();
    const records = new DispatchRecords(
      database,
      backlog,
      new DefinitionCache(new TaskStore()),
      clock,
      capacity,
    );
    const settings = new MasterSettings(readMasterConfig({ ORRERY_NODE_ID: 'm1' }));
    const marker = new DispatchMarker(records, settings);
    const direct = { isDirect: (run: DispatchRow) => !limited.has(run.id) } as unknown as DirectRuns;
    const pipeline = {
      pass: async (session: Parameters<DispatchMarker['mark']>[0], runs: readonly DispatchRow[]) => {
        passed.push(...runs.map((run) => run.id));
        await marker.mark(session, runs);
        return { dispatched: runs, opened: 0, parked: 0, gone: runs.length };
      },
    } as unknown as DispatchPipeline;
    const follow = ({ dispatched }: Pick<PipelineOutcome, 'dispatched'>) =>
      Promise.resolve(published.push(...dispatched.map((run) => run.id)));
    const aftermath = { follow } as unknown as DispatchAftermath;
    dispatcher = new HeldDispatcher(records, direct, marker, pipeline, aftermath);
    const task = given.task();
    const origin = {
      params: {},
      priority: null,
      dueAt: clock.now(),
      eligibleAt: clock.now(),
      now: clock.now(),
    };
    held = Array.from({ length: 4 }, () => newRun(task, origin));
    await database.transaction(async (session) => {
      await new TaskStore().insert(
        session,
        { ...task, definition: { ...task.definition, name: task.id } },
        'test',
      );
      await new RunStore().insertAll(session, held);
    });
    capacity.reserve('default', 4);
  });

  async function statesOf(): Promise<string[]> {
    const rows = await database.run((session) =>
      new RunStore().findAll(
        session,
        held.map((run) => run.id),
      ),
    );
    return held.map((run) => rows.find((row) => row.id === run.id)!.state);
  }

  it('are marked without a look, and published', async () => {
    await dispatcher.dispatch(held);
    expect(passed).toEqual([]);
    expect(published).toEqual(held.map((run) => run.id));
    expect(new Set(await statesOf())).toEqual(new Set(['dispatched']));
    expect(capacity.room('default')).toBe(16);
  });

  it('are looked at when one of them was withdrawn or sent by somebody else, who alone sends it', async () => {
    await database.run((session) =>
      session.execute("UPDATE run SET state = 'cancelled' WHERE id = ?", [held[1]!.id]),
    );
    await database.run((session) =>
      session.execute("UPDATE run SET state = 'dispatched', first_dispatched_at = due_at WHERE id = ?", [
        held[2]!.id,
      ]),
    );
    await dispatcher.dispatch(held);
    expect(published.sort()).toEqual([held[0]!.id, held[3]!.id].sort());
    expect(await statesOf()).toEqual(['dispatched', 'cancelled', 'dispatched', 'dispatched']);
    expect(capacity.room('default')).toBe(18);
  });

  it('go through the limits where there are some', async () => {
    limited = new Set([held[3]!.id]);
    await dispatcher.dispatch(held);
    expect(passed).toEqual([held[3]!.id]);
    expect(published).toHaveLength(4);
  });

  it('are left to the others when this master stops', async () => {
    await dispatcher.offer(held);
    const rows = await database.run((session) =>
      new BacklogStore().claimReady(
        session,
        { group: 'default', rank: held[0]!.priority, project: 'default', until: clock.now() },
        10,
      ),
    );
    expect(rows.map((row) => row.id)).toEqual(expect.arrayContaining(held.map((run) => run.id)));
  });
});
