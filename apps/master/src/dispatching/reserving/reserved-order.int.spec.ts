import { describe, expect, it, vi } from 'vitest';
import { startCuttableMaster } from '../../testing/cuttable-master.js';
import { ReservingSession, reserve } from '../../testing/reserving-session.js';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();
const waiting = { timeout: 20_000, interval: 30 };
const numbers = (count: number) => [...Array(count).keys()];

describe('slots that several workflow runs want', () => {
  it('are given to one after the other, all groups together or none, by two masters, until all are through', async () => {
    await Promise.all([masters.start(), masters.start()]);
    const [one, two] = [await ReservingSession.start(masters, 2), await ReservingSession.start(masters, 2)];
    const groups = [one.flows.client.group, two.flows.client.group];
    const bothWays = [groups, [...groups].reverse()].map((order) => ({
      reserve: order.map((group) => ({ group, slots: 2 })),
    }));
    const nodes = [one.flows.node('a'), { ...two.flows.node('b', ['a']) }];
    const workflows = await Promise.all(bothWays.map((over) => one.flows.create(nodes, over)));
    const runs = await Promise.all(
      numbers(8).map((n) => one.flows.trigger(workflows[n % 2]!).then(({ id }) => id)),
    );
    const allThrough = async () => {
      for (const id of runs) await one.flows.reach(id, 'succeeded');
    };
    expect(await mostReservedUntil(allThrough())).toBe(2);
    expect(await leftovers(...runs)).toEqual([0, 0, 0]);
  }, 180_000);

  it('lets no small one past a large one that waits, and is not held up by one that asks for too many', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 3);
    const { group } = session;
    session.flows.fateOf = () => ({ outcome: 'wait' });
    const holder = await session.flows.run([session.flows.node('h')], reserve(group, 2));
    const held = await session.nodePush(holder, 'h');
    const huge = await session.flows.run([session.flows.node('x')], reserve(group, 9));
    await session.waitsFor(huge, 'only 3 in all');
    const large = await session.flows.run([session.flows.node('l')], reserve(group, 3));
    await session.waitsFor(large, '2 are reserved');
    const small = await session.flows.run([session.flows.node('s')], reserve(group, 1));
    await session.waitsFor(small, { code: 'slots', ahead: 1 });
    await session.flows.worker.finish(held.dispatch);
    await session.flows.worker.finish((await session.nodePush(large, 'l')).dispatch);
    await session.flows.worker.finish((await session.nodePush(small, 's')).dispatch);
    await session.flows.reach(small, 'succeeded');
    await session.flows.client.cancel(huge);
    expect(await session.flows.reach(huge, 'cancelled')).not.toHaveProperty('reserved');
    expect(await leftovers(holder, large, small, huge)).toEqual([0, 0, 0]);
  }, 90_000);

  it('go to one that asked for more than there were, once there are so many', async () => {
    await Promise.all([masters.start(), masters.start()]);
    const session = await ReservingSession.start(masters, 1);
    const huge = await session.flows.run([session.flows.node('x')], reserve(session.group, 3));
    await session.waitsFor(huge, 'only 1 in all');
    const small = await session.flows.run([session.flows.node('x')], reserve(session.group, 1));
    await session.flows.reach(small, 'succeeded');
    session.flows.worker.slots = 3;
    await session.flows.worker.beat();
    await session.flows.reach(huge, 'succeeded');
    expect(await leftovers(huge, small)).toEqual([0, 0, 0]);
  }, 90_000);

  it('are waited for no longer than the workflow says', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 1);
    const { group } = session;
    const id = await session.flows.run([session.flows.node('a')], reserve(group, 2, { waitMs: 500 }));
    const failed = await session.flows.reach(id, 'failed');
    expect(failed.failure).toMatchObject({
      kind: 'slots_timeout',
      message: `not started: it did not get 2 slot(s) of group "${group}" within 500 ms`,
    });
    expect(await session.flows.client.run(id)).toMatchObject({
      state: 'timed_out',
      error: { kind: 'slots_timeout' },
    });
    expect(await leftovers(id)).toEqual([0, 0, 0]);
  });

  it('survive masters that are cut off in the midst of it, and none is left behind', async () => {
    const doomed = [await startCuttableMaster(masters), await startCuttableMaster(masters)];
    await masters.start();
    const session = await ReservingSession.start(masters, 3);
    const workflowId = await session.flows.create(
      [session.flows.node('a'), session.flows.node('b', ['a'])],
      reserve(session.flows.client.group, 2),
    );
    const runs = await Promise.all(numbers(12).map(() => session.flows.trigger(workflowId)));
    for (const [index, master] of doomed.entries()) {
      await session.flows.reach(runs[index * 3]!.id, 'succeeded');
      await master.end();
    }
    for (const run of runs) await session.flows.reach(run.id, 'succeeded');
    expect(await leftovers(...runs.map(({ id }) => id))).toEqual([0, 0, 0]);
  }, 180_000);

  it('run out by themselves when no master is left', async () => {
    const master = await masters.start();
    const session = await ReservingSession.start(masters, 1);
    session.flows.fateOf = () => ({ outcome: 'wait' });
    const id = await session.flows.run(
      [session.flows.node('a')],
      reserve(session.flows.client.group, 1, { idleMs: 10_000 }),
    );
    await session.nodePush(id, 'a');
    await master.stop();
    const alive = () =>
      masters.database.run((each) =>
        each.select(
          'SELECT id FROM worker_reservation WHERE workflow_run_id = ? AND until_at > UTC_TIMESTAMP(3)',
          [id],
        ),
      );
    expect(await alive()).toHaveLength(1);
    await vi.waitFor(async () => expect(await alive()).toEqual([]), waiting);
  });
});

it('a group is reserved once, and no more than there can be', async () => {
  await masters.start();
  const session = await ReservingSession.start(masters, 1);
  const twice = { reserve: [0, 1].map(() => ({ group: 'g', slots: 1 })) };
  await expect(session.flows.create([session.flows.node('a')], twice)).rejects.toMatchObject({
    errors: [{ pointer: '/reserve/1/group' }],
  });
  await expect(session.flows.create([session.flows.node('a')], reserve('g', 0))).rejects.toMatchObject({
    errors: [{ pointer: '/reserve/0/slots' }],
  });
});

/** Rows that should be gone once all workflow runs are over. */
async function leftovers(...runIds: readonly string[]): Promise<number[]> {
  const count = (table: string, column: string) =>
    masters.database.run(async (session) => {
      return (await session.select(`SELECT * FROM ${table} WHERE ${column} IN (?)`, [runIds])).length;
    });
  return [
    await count('worker_reservation', 'workflow_run_id'),
    await count('slot_request', 'run_id'),
    await count('reserved_run', 'workflow_run_id'),
  ];
}

/** The most slots that were reserved on one worker until then. */
async function mostReservedUntil(done: Promise<unknown>): Promise<number> {
  let isDone = false;
  let most = 0;
  const ended = done.finally(() => (isDone = true));
  while (!isDone) {
    const rows = await masters.database.run((session) =>
      session.select<{ slots: number }>(
        'SELECT SUM(slots) AS slots FROM worker_reservation WHERE until_at > UTC_TIMESTAMP(3) GROUP BY worker_id',
      ),
    );
    most = Math.max(most, ...rows.map(({ slots }) => Number(slots)));
  }
  await ended;
  return most;
}
