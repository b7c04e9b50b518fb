import { randomBytes } from 'node:crypto';
import { seqOf } from '@orrery/contracts';
import { newId } from '@orrery/runtime';
import { SettableClock, useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { LogShortenings1790000000087 } from '../persistence/migrations/1790000000087-log-shortenings.js';
import { LogShorteningStore } from '../persistence/stores/log-shortening.store.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { ExplainingSession } from '../testing/explaining-session.js';
import { logBlock } from '../testing/log-blocks.js';
import { given } from '../testing/specimens.js';
import { useDirectory } from '../testing/use-directory.js';
import { linesOfBlock, type PackedBlock } from './log-block.js';
import { RoomMaker } from './room-maker.js';
import { RunLogQuota } from './run-log-quota.js';
import { DirectoryFolders } from './stores/directory-folders.js';
import { NamedLogStore } from './stores/named-log.store.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const inMs = (ms: number) => new Date(start.getTime() + ms);
const note = 'lines 1 to 9 are left out here';

describe.each(['mysql', 'sqlite'] as const)('room in the logs of runs on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const directory = useDirectory();
  const shortenings = new LogShorteningStore();
  let clock: SettableClock;

  beforeEach(async () => {
    clock = new SettableClock(start);
    await database.run((session) => session.execute('DELETE FROM log_shortening'));
  });

  /** The parts of a master of its own. */
  const master = () => {
    const folders = new DirectoryFolders(directory.path);
    const logs = new NamedLogStore(folders);
    const quota = new RunLogQuota(logs, clock, () => 1_000);
    const room = new RoomMaker(quota, database, shortenings, clock);
    const takeIn = async (...blocks: PackedBlock[]) => {
      await logs.append(blocks);
      await room.note(blocks);
    };
    return { folders, logs, quota, room, takeIn };
  };
  type Master = ReturnType<typeof master>;

  /** A master takes in the chunks of a run up to the first one of its second attempt. */
  const begun = async ({ takeIn }: Master) => {
    const runId = newId();
    const text = () => randomBytes(60).toString('base64');
    const [older, newer] = [9, 6].map((count) => Array.from({ length: count }, text)) as [string[], string[]];
    await takeIn(await logBlock({ runId, texts: older }));
    await takeIn(await logBlock({ runId, first: 10, texts: newer }));
    await takeIn(await logBlock({ runId, attempt: 2, texts: ['hello'] }));
    const shortened = [expect.stringContaining(note), ...newer, 'hello'];
    return { runId, whole: [...older, ...newer, 'hello'], shortened };
  };
  const textsOf = async (runId: string) => {
    const texts: string[] = [];
    for await (const block of master().logs.after(runId, 0)) {
      texts.push(...(await linesOfBlock(block)).map(({ text }) => text));
    }
    return texts;
  };
  const left = () =>
    database.run((session) =>
      session.select<{ run_id: string }>('SELECT run_id FROM log_shortening ORDER BY run_id'),
    );

  it('is made by another master when the one that took in their chunks is killed', async () => {
    const { runId, whole, shortened } = await begun(master());
    expect(await textsOf(runId)).toEqual(whole);
    await master().room.runOnce();
    expect(await textsOf(runId)).toEqual(shortened);
    expect(await left()).toEqual([]);
  });

  it('is made by another master when one is killed in the midst of it, and not before', async () => {
    const [killed, other] = [master(), master()];
    const { runId, whole, shortened } = await begun(killed);
    const isStanding = new Promise<void>((resolve) => {
      vi.spyOn(killed.logs, 'replace').mockImplementation(() => {
        resolve();
        return new Promise(() => undefined);
      });
    });
    void killed.room.runOnce();
    await isStanding;
    await other.room.runOnce();
    expect(await textsOf(runId)).toEqual(whole);
    clock.set(inMs(600_000));
    await other.room.runOnce();
    expect(await textsOf(runId)).toEqual(shortened);
  });

  it('is made for each of them once, by several masters at a time', async () => {
    const masters = [master(), master(), master()];
    const runs = [];
    for (let n = 0; n < 12; n += 1) runs.push(await begun(masters[0]!));
    const made = masters.map(({ quota }) => vi.spyOn(quota, 'makeRoom'));
    await Promise.all(masters.map(({ room }) => room.runOnce()));
    const asked = made.flatMap(({ mock }) => mock.calls.map(([runId]) => runId));
    expect(asked.sort()).toEqual(runs.map(({ runId }) => runId).sort());
    for (const { runId, shortened } of runs) expect(await textsOf(runId)).toEqual(shortened);
  });

  it('is made again where a newer attempt begins meanwhile', async () => {
    const [one, intake] = [master(), master()];
    const { runId } = await begun(one);
    const makeRoom = one.quota.makeRoom.bind(one.quota);
    vi.spyOn(one.quota, 'makeRoom').mockImplementationOnce(async (...asked) => {
      const third = await logBlock({ runId, attempt: 3, texts: ['again'] });
      await intake.takeIn(third);
      await intake.takeIn(await logBlock({ runId, attempt: 2, texts: ['hello'] }));
      return makeRoom(...asked);
    });
    const made = vi.spyOn(one.quota, 'makeRoom');
    await one.room.runOnce();
    expect(made.mock.calls.map(([, newestSeq]) => newestSeq)).toEqual([seqOf(2, 1), seqOf(3, 1)]);
    expect(await left()).toEqual([]);
  });

  it('that takes long is made in several rounds', async () => {
    const { room, quota, takeIn } = master();
    const runId = newId();
    await takeIn(await logBlock({ runId, attempt: 2, texts: ['hello'] }));
    const made = vi.spyOn(quota, 'makeRoom').mockResolvedValueOnce(false);
    await room.runOnce();
    expect(made).toHaveBeenCalledTimes(2);
    expect(await left()).toEqual([]);
  });

  it('that cannot be made holds up neither their intake nor others, and is made when it can be', async () => {
    const one = master();
    const removing = vi.spyOn(one.folders, 'removeNames').mockRejectedValue(new Error('Access Denied'));
    const failed = await begun(one);
    await expect(one.room.runOnce()).rejects.toThrow(
      new RegExp(
        `run ${failed.runId} keeps more .* tried again at 2026-03-01T00:00:01.000Z: .*Access Denied`,
      ),
    );
    removing.mockRestore();
    const other = await begun(one);
    await one.room.runOnce();
    expect(await textsOf(other.runId)).toEqual(other.shortened);
    expect(await left()).toEqual([{ run_id: failed.runId }]);
    clock.set(inMs(1_000));
    await master().room.runOnce();
    expect(await textsOf(failed.runId)).toEqual(failed.shortened);
  });

  it('is tried for ever where it cannot be made, each time after a longer pause, an hour at most', async () => {
    const { room, quota, takeIn } = master();
    vi.spyOn(quota, 'makeRoom').mockRejectedValue(new Error('Access Denied'));
    await takeIn(await logBlock({ runId: newId(), attempt: 2, texts: ['hello'] }));
    let ms = 0;
    for (const pauseMs of [...Array(12).keys()].map((tries) => 1_000 * 2 ** tries).concat(3_600_000)) {
      await expect(room.runOnce()).rejects.toThrow('Access Denied');
      clock.set(inMs(ms + pauseMs - 1));
      await room.runOnce();
      clock.set(inMs((ms += pauseMs)));
    }
  });

  it('is not asked for by what is no beginning of a later attempt', async () => {
    const { takeIn } = master();
    const runId = newId();
    await takeIn(
      await logBlock({ runId, texts: ['first'] }),
      await logBlock({ runId, attempt: 2, first: 2, texts: ['in the middle'] }),
    );
    expect(await left()).toEqual([]);
  });

  it('is made for runs that had several attempts before masters told each other', async () => {
    const runner = database.dataSource.createQueryRunner();
    const migration = new LogShortenings1790000000087();
    const [once, twice] = [given.run({ attempt: 1 }), given.run({ attempt: 2 })];
    try {
      await migration.down(runner);
      await database.transaction((session) => new RunStore().insertAll(session, [once, twice]));
      await migration.up(runner);
    } finally {
      await runner.release();
    }
    const taken = await database.run((session) => shortenings.take(session, new Date(), new Date()));
    expect(taken).toEqual({ runId: twice.id, newestSeq: seqOf(2, 1), tries: 0 });
    expect(await left()).toHaveLength(1);
  });
});

describe('room in the logs of thousands of runs', () => {
  const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });
  const shortenings = new LogShorteningStore();

  it('is looked for by an index', async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => ({
      run_id: newId(),
      newest_seq: seqOf(2, 1),
      tries: 0,
      due_at: inMs(n),
    }));
    await database.transaction((session) => session.insertMany('log_shortening', rows));
    await database.run((session) => session.select('ANALYZE TABLE log_shortening'));
    const explained = await database.transaction(async (inner) => {
      const explaining = new ExplainingSession(inner);
      const taken = await shortenings.take(explaining.session, inMs(9_000), inMs(9_000));
      expect(taken?.runId).toBe(rows[0]!.run_id);
      await shortenings.end(explaining.session, taken!, inMs(9_000));
      return explaining.explained;
    });
    expect(explained.map(({ key }) => key)).toEqual(['ix_log_shortening_due', 'PRIMARY', 'PRIMARY']);
    expect(explained.every(({ extra }) => !/filesort|temporary/.test(extra))).toBe(true);
  });
});
