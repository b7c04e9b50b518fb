import { judgeOrphan } from '@orrery/domain';
import type { Database, Session } from '@orrery/persistence';
import { newId, SystemClock } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { OrphanStore } from '../persistence/stores/orphan.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { given } from '../testing/specimens.js';
import { OrphanedRuns } from './orphaned-runs.js';
import { RescueRecords } from './rescue-records.js';

const { database } = useDatabase({
  kind: 'mysql',
  entities: masterEntities,
  migrations: masterMigrations,
});
const definitions = new DefinitionCache(new TaskStore());
const clock = new SystemClock();
const grace = { lastWordsMs: 2_000, unheardMs: 5_000 };
/** More statements than a rescue has: the last crash comes after its commit. */
const mostStatements = 12;
/** `early`: the life that has the run is later than the one the registry shows. */
const workerStates = ['up', 'lost', 'stopped', 'reborn', 'unheard', 'early'] as const;

class Crash extends Error {}

/** The database of a master that dies when it has sent so many statements of a transaction. */
function dyingAfter(statements: number): Database {
  const transaction = <T>(work: (session: Session) => Promise<T>) =>
    database.transaction((session) => {
      let left = statements;
      const dying = new Proxy(session, {
        get(target, name: keyof Session) {
          const value = target[name] as unknown;
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            if (left-- <= 0) return Promise.reject(new Crash());
            return (value as (...args: unknown[]) => unknown).apply(target, args);
          };
        },
      });
      return work(dying);
    });
  return { transaction } as unknown as Database;
}

/** Ends attempts as the master does, as far as this test looks: one more loss, and the run goes back to the backlog. */
const ender = {
  async end(session: Session, endings: readonly { run: RunRow }[]) {
    for (const { run } of endings) {
      await session.insertMany('run_attempt', [
        {
          ...{ run_id: run.id, attempt: run.attempt, state: 'lost', worker_id: run.worker_id },
          ...{ started_at: null, finished_at: clock.now(), exit_code: null, failure: null },
        },
      ]);
      await session.execute(
        `UPDATE run SET state = 'pending', attempt = attempt + 1, losses = losses + 1, worker_id = NULL, worker_epoch = NULL
         WHERE id = ? AND state = 'running' AND attempt = ?`,
        [run.id, run.attempt],
      );
    }
    return { events: [], outbox: [], retried: endings.length };
  },
};

function master(on: Database): RescueRecords {
  const orphans = new OrphanedRuns(new OrphanStore(), definitions);
  return new RescueRecords(on, orphans, ender as never, clock);
}

/** One run for every state of a worker, both kinds of task, and a lease that has ended or not. */
async function seed(): Promise<Map<string, boolean>> {
  const mayGoOn = new Map<string, boolean>();
  const longAgo = new Date(clock.now().getTime() - 3_600_000);
  const later = new Date(clock.now().getTime() + 3_600_000);
  for (const idempotent of [true, false]) {
    const task = given.task({}, { idempotent, name: newId() });
    await database.transaction((session) => new TaskStore().insert(session, task, 'test'));
    for (const state of workerStates) {
      for (const leaseOver of [true, false]) {
        const workerId = `w-${newId()}`;
        const epoch = state === 'reborn' ? 'e-3' : state === 'early' ? 'e-1' : 'e-2';
        const registered = state === 'reborn' ? 'up' : state === 'early' ? 'lost' : state;
        if (state !== 'unheard') {
          await database.run((session) =>
            session.insertMany('worker', [
              {
                ...{
                  id: workerId,
                  epoch,
                  group_name: 'g',
                  labels: '{}',
                  state: registered,
                  slots: 1,
                  busy: 1,
                },
                ...{ host: 'h', version: '1', resources: '{}', started_at: longAgo, state_since_at: longAgo },
                ...{ beat_seq: 1, last_seen_at: longAgo, lease_until_at: leaseOver ? longAgo : later },
              },
            ]),
          );
        }
        const isUnheard = state === 'unheard' || state === 'early';
        const began = isUnheard && !leaseOver ? clock.now() : longAgo;
        const run = given.run({
          ...{
            task_id: task.id,
            task_version: 1,
            state: 'running',
            worker_id: workerId,
            worker_epoch: 'e-2',
          },
          ...{ started_at: began, eligible_at: null },
        });
        await database.run((session) => new RunStore().insertAll(session, [run]));
        const worker = state === 'early' ? 'unheard' : state;
        const orphan = worker !== 'up' && { worker, lastWordsOver: true, leaseOver, idempotent };
        mayGoOn.set(run.id, orphan && judgeOrphan(orphan).kind === 'restart');
      }
    }
  }
  return mayGoOn;
}

beforeEach(() =>
  database.run(async (session) => {
    for (const table of ['run', 'run_attempt', 'worker', 'task', 'task_version']) {
      await session.execute(`DELETE FROM ${table}`);
    }
  }),
);

describe('the rescue of runs, whenever the master that does it dies', () => {
  it.each(Array.from({ length: mostStatements }, (_, statements) => statements))(
    'after %i statements: another one ends each attempt once, and none it must not',
    async (statements) => {
      const mayGoOn = await seed();
      await master(dyingAfter(statements))
        .rescue(grace, 500)
        .catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
      await master(database).rescue(grace, 500);
      await master(database).rescue(grace, 500);
      const rows = await database.run((session) => session.select<RunRow>('SELECT * FROM run'));
      expect(rows).toHaveLength(mayGoOn.size);
      for (const row of rows) {
        const expected = mayGoOn.get(row.id)
          ? { state: 'pending', attempt: 2, losses: 1 }
          : { state: 'running', attempt: 1, losses: 0 };
        expect(row).toMatchObject(expected);
      }
      const ended = await database.run((session) => session.select('SELECT * FROM run_attempt'));
      expect(ended).toHaveLength([...mayGoOn.values()].filter(Boolean).length);
    },
  );
});
