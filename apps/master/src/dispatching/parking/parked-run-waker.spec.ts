import type { Session } from '@orrery/persistence';
import { SystemClock } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import { newRun } from '../../runs/new-run.js';
import type { ClusterSettings } from '../../settings/cluster-settings.js';
import { given } from '../../testing/specimens.js';
import type { ParkedNews } from './parked-news.js';
import { ParkedOrder } from './parked-order.js';
import { ParkedRunWaker } from './parked-run-waker.js';
import { ParkedRuns } from './parked-runs.js';
import type { WakeRule, WakeRules } from './wake-rules.js';

const { database } = useDatabase({ kind: 'sqlite', entities: masterEntities, migrations: masterMigrations });
const clock = new SystemClock();
const all: WakeRule = { most: Infinity, choose: (queue) => queue };
const none: WakeRule = { most: 0, choose: () => [] };

describe('the waker of parked runs', () => {
  const store = new ParkedRunStore();
  let rules: Map<string, WakeRule>;
  let told: string[];
  let waker: ParkedRunWaker;

  beforeEach(async () => {
    await database.run((session) => session.execute('DELETE FROM parked_run'));
    rules = new Map();
    told = [];
    const settings = { current: () => 0 } as unknown as ClusterSettings;
    const ruleFor = (_: Session, key: string) => Promise.resolve(rules.get(key) ?? none);
    const news = {
      tellOfWoken: () => told.push('woken'),
      lookAgainIn: (ms: number) => told.push(`again in ${ms}`),
    } as unknown as ParkedNews;
    const order = new ParkedOrder(store, settings, clock);
    waker = new ParkedRunWaker(database, store, { ruleFor } as unknown as WakeRules, order, news);
  });

  async function park(key: string, count: number): Promise<RunRow[]> {
    const task = given.task();
    const origin = {
      params: {},
      priority: null,
      dueAt: clock.now(),
      eligibleAt: clock.now(),
      now: clock.now(),
    };
    const runs = Array.from({ length: count }, () => newRun(task, origin));
    await database.transaction(async (session) => {
      await new RunStore().insertAll(session, runs);
      const waiting = runs.map((run) => ({ run: run, waitsFor: key }));
      await new ParkedRuns(store, clock).park(session, waiting);
    });
    return runs;
  }

  async function backlogOf(runs: readonly RunRow[]): Promise<number> {
    const ids = runs.map((run) => run.id);
    const rows = await database.run((session) => new RunStore().findAll(session, ids));
    return rows.filter((row) => row.state === 'pending' && row.eligible_at !== null).length;
  }

  const parkedFor = (key: string) =>
    database.run((session) => store.count(session, { keys: [key], prefix: 'nothing:' }, 10_000));

  it('puts those back that may go, to where they stood, and leaves the others', async () => {
    const [free, full] = [await park('pool:free', 3), await park('pool:full', 2)];
    rules.set('pool:free', { most: 2, choose: (queue) => queue.slice(0, 2) });
    expect(await waker.runOnce()).toEqual({ woken: 2 });
    expect([await backlogOf(free), await backlogOf(full)]).toEqual([2, 0]);
    expect([await parkedFor('pool:free'), await parkedFor('pool:full')]).toEqual([1, 2]);
    const back = await database.run((session) => new RunStore().find(session, free[0]!.id));
    expect(back?.eligible_at).toEqual(free[0]!.due_at);
    expect(told).toEqual(['woken']);
    rules.clear();
    expect(await waker.runOnce()).toEqual({ woken: 0 });
    expect(told).toEqual(['woken']);
  });

  it('takes one batch of a long queue before it looks at the next one, and goes on soon', async () => {
    const [long, short] = [await park('a:long', 1_200), await park('b:short', 1)];
    rules.set('a:long', all).set('b:short', all);
    expect(await waker.runOnce()).toEqual({ woken: 501 });
    expect([await backlogOf(long), await backlogOf(short)]).toEqual([500, 1]);
    expect(told).toEqual(['again in 0', 'woken']);
    await waker.runOnce();
    expect(await waker.runOnce()).toEqual({ woken: 200 });
    expect(await parkedFor('a:long')).toBe(0);
  });

  it('looks again when the next one of a rate may start', async () => {
    await park('rate:p', 1);
    rules.set('rate:p', { ...none, againInMs: 40 });
    expect(await waker.runOnce()).toEqual({ woken: 0 });
    expect(told).toEqual(['again in 40']);
  });

  it('drops rows of runs that wait no more, or are gone, and of no others', async () => {
    const [ended, gone, sent, waiting] = await park('pool:p', 4);
    await database.transaction(async (session) => {
      await session.execute("UPDATE run SET state = 'cancelled' WHERE id = ?", [ended!.id]);
      await session.execute('DELETE FROM run WHERE id = ?', [gone!.id]);
      await session.execute('UPDATE run SET eligible_at = due_at WHERE id = ?', [sent!.id]);
    });
    expect(
      await database.run((session) => store.stale(session, [ended!.id, gone!.id, sent!.id, waiting!.id])),
    ).toEqual(expect.arrayContaining([ended!.id, gone!.id, sent!.id]));
    rules.set('pool:p', all);
    expect(await waker.runOnce()).toEqual({ woken: 1 });
    expect(await parkedFor('pool:p')).toBe(0);
    expect(await backlogOf([ended!, gone!, sent!, waiting!])).toBe(2);
  });
});
