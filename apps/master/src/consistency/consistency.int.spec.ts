import { deadLetterQueueOf, eventFeedQueue, reportsQueue, type ConsistencyEvent } from '@orrery/contracts';
import { createLogger, newId } from '@orrery/runtime';
import { SettableClock } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import { LeaderWrites } from '../leadership/leader-writes.js';
import { Leadership } from '../leadership/leadership.js';
import { MasterLogger } from '../master-logger.js';
import { ConsistencyStore } from '../persistence/stores/consistency.store.js';
import { LeadershipStore } from '../persistence/stores/leadership.store.js';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import { given } from '../testing/specimens.js';
import { useMasters } from '../testing/use-masters.js';
import type { ConsistencyTally } from './consistency-check.js';
import { ConsistencyChecks } from './consistency-checks.js';
import { ConsistencyRecords } from './consistency-records.js';
import { ConsistencyRunner } from './consistency-runner.js';

const masters = useMasters();
const { database } = masters;
const log = new MasterLogger(createLogger('test', 'silent'));
const eventually = { timeout: 20_000, interval: 100 };

/** A leader that makes the checks it is given, at a time that the test sets. */
async function givenRunner() {
  const clock = new SettableClock();
  const leadership = new Leadership();
  const store = new LeadershipStore();
  const { epoch } = await database.transaction((session) =>
    store.raise(session, { id: 'm-test', epoch: newId() }),
  );
  leadership.served(performance.now() + 60_000);
  leadership.took(epoch);
  const writes = new LeaderWrites(database, store, leadership, log);
  const results = new ConsistencyStore();
  const checks = new ConsistencyChecks();
  const records = new ConsistencyRecords(writes, results, new OutboxStore(), clock);
  return { clock, checks, runner: new ConsistencyRunner(checks, records, log), results };
}

const told = async (check: string) => {
  const rows = await database.run((session) =>
    session.select<{ payload: string }>(
      "SELECT payload FROM outbox_event WHERE message = 'consistency.event'",
    ),
  );
  return rows
    .map(({ payload }) => JSON.parse(payload) as ConsistencyEvent)
    .filter((event) => event.check === check)
    .map(({ state, open }) => [state, open]);
};

describe('reconciliation', () => {
  it('keeps what each check found, and tells once what stays open and when it fits again', async () => {
    const { clock, checks, runner, results } = await givenRunner();
    const tallies: ConsistencyTally[] = [];
    checks.add({ name: 'trial', compares: 'a with b', runOnce: async () => tallies.shift()! });
    checks.add({ name: 'broken', compares: 'c with d', runOnce: () => Promise.reject(new Error('away')) });
    const found = (n: number, repaired = 0) => ({ checked: 9, found: n, repaired, detail: `${n} of 9` });
    tallies.push(found(0), found(3, 1), found(2), found(2), found(1, 1));
    for (let made = 0; made < 5; made += 1) {
      await runner.runOnce();
      const after = (await database.run((session) => results.all(session))).find(
        (each) => each.name === 'trial',
      )!;
      expect(after.open).toBe([0, 2, 2, 2, 0][made]);
      expect(after.openSinceAt === null).toBe(after.open === 0);
      clock.tick(20_000);
    }
    expect(await told('trial')).toEqual([
      ['open', 2],
      ['closed', 0],
    ]);
  });

  it('shows every check, finds what lies among the dead letters, and a schedule that stands still', async () => {
    const schedule = given.schedule(
      { kind: 'fixedRate', everyMs: 60_000 },
      { name: newId(), state: 'active', nextFireAt: null },
    );
    await masters.start();
    const { calls } = masters.client();
    await database.run((session) =>
      session.insertMany('schedule', [
        {
          ...{ id: schedule.id, project: 'default', name: schedule.name, version: 1, state: 'active' },
          ...{
            task_id: newId(),
            trigger: JSON.stringify(schedule.trigger),
            params: '{}',
            next_fire_at: null,
          },
          ...{ anchor_at: schedule.anchorAt, created_at: schedule.createdAt, updated_at: schedule.updatedAt },
        },
      ]),
    );
    const dead = { exchange: 'dead', routingKey: reportsQueue.name, type: 'run.report', body: {} } as const;
    await masters.rabbit.broker.publish([dead]);
    await masters.rabbit.broker.declare(eventFeedQueue('nobody', []));
    await vi.waitFor(async () => {
      const { checks, open } = await calls.call('cluster.consistency', {});
      const of = (name: string) => checks.find((check) => check.name === name);
      expect(of('dead-letters')).toMatchObject({
        open: 1,
        detail: `1 in ${deadLetterQueueOf(reportsQueue.name)}`,
      });
      expect(of('standing-schedules')).toMatchObject({ open: 1, detail: `schedules ${schedule.id}` });
      expect(open).toBeGreaterThanOrEqual(2);
      expect(checks.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['running-runs', 'dispatched-runs', 'overdue-events']),
      );
    }, eventually);
  });
});
