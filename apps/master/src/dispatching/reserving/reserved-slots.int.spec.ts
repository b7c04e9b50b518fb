import { describe, expect, it, vi } from 'vitest';
import { ReservingSession, reserve } from '../../testing/reserving-session.js';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();
const waiting = { timeout: 20_000, interval: 30 };
const numbers = (count: number) => [...Array(count).keys()];
/** Says what it wants: a plain run would be pulled, and this worker pulls whatever there is. */
const pushed = { routing: { policy: 'LEAST_LOADED' as const } };

describe('slots reserved for a workflow run', () => {
  it('are kept from others between its nodes, used by these, and given back at its end', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 2);
    const { client, worker } = session.flows;
    session.flows.fateOf = () => ({ outcome: 'wait' });
    const id = await session.flows.run(
      [session.flows.node('a'), session.flows.node('b', ['a'])],
      reserve(client.group, 2),
    );
    const a = await session.nodePush(id, 'a');
    expect(a).toMatchObject({ usesReserved: true, workflowRunId: id });
    expect(await session.reservations()).toMatchObject([{ slots: 2, workflowRunId: id, runId: null }]);
    expect((await session.flows.get(id)).reserved).toEqual([
      { group: client.group, slots: 2, kept: 2, inUse: 1, isObtained: true },
    ]);
    const plain = await client.trigger((await client.task(pushed)).id);
    await session.waitsFor(plain.id, { code: 'no_fitting_worker' });
    await worker.finish(a.dispatch);
    const b = await session.nodePush(id, 'b');
    expect(b).toMatchObject({ usesReserved: true, workflowRunId: id });
    const users = await masters.database.run((each) =>
      each.select('SELECT run_id FROM reserved_run WHERE workflow_run_id = ?', [id]),
    );
    expect(users).toEqual([{ run_id: b.dispatch.runId }]);
    expect(session.pushOf(plain.id)).toBeUndefined();
    await worker.finish(b.dispatch);
    await session.flows.reach(id, 'succeeded');
    expect(await session.reservations()).toEqual([]);
    await vi.waitFor(() => expect(session.pushOf(plain.id)).toBeDefined(), waiting);
    expect(session.pushOf(plain.id)).not.toHaveProperty('workflowRunId');
  });

  it('are waited for while other runs are on them, which why says, and which nobody takes meanwhile', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 2);
    const { client, worker } = session.flows;
    session.flows.fateOf = () => ({ outcome: 'wait' });
    const { id: taskId } = await client.task(pushed);
    const plain = await client.trigger(taskId);
    await client.reach(plain.id, 'running');
    const id = await session.flows.run([session.flows.node('a')], reserve(client.group, 2));
    await session.waitsFor(id, { code: 'slots', group: client.group, slots: 2, used: 1, wanted: 2 });
    await session.waitsFor(id, 'the runs on 1 of them must end first');
    await vi.waitFor(() =>
      expect(worker.intake.at(-1)!.reserved).toMatchObject([{ slots: 2, workflowRunId: id }]),
    );
    expect(await session.flows.get(id)).toMatchObject({
      state: 'pending',
      reserved: [{ group: client.group, slots: 2, kept: 2, inUse: 0, isObtained: false }],
    });
    const later = await client.trigger(taskId);
    await worker.finish(session.pushOf(plain.id)!.dispatch);
    const a = await session.nodePush(id, 'a');
    expect(session.pushOf(later.id)).toBeUndefined();
    await worker.finish(a.dispatch);
    await session.flows.reach(id, 'succeeded');
    await client.reach(later.id, 'running');
  });

  it('are not enough for a wide map, whose other items go where there is room, and use them as they get free', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 2);
    const { group } = session;
    const map = { id: 'each', kind: 'map', items: numbers(12), task: session.flows.task() };
    const id = await session.flows.run([map], reserve(group, 2));
    await session.flows.reach(id, 'succeeded');
    expect(session.flows.worker.pushed.every(({ workflowRunId }) => workflowRunId === id)).toBe(true);
  });

  it.each([{ policy: 'SHARDING', shards: 2 }, { policy: 'BROADCAST' }])(
    'are used by the parts of a divided run: %o',
    async (routing) => {
      await masters.start();
      const session = await ReservingSession.start(masters, 2);
      const { client, worker } = session.flows;
      session.flows.fateOf = () => ({ outcome: 'wait' });
      const parts = routing.shards ?? 1;
      const node = session.flows.node('a', [], { task: session.flows.task({ routing }) });
      const id = await session.flows.run([node], reserve(client.group, 2, { idleMs: 5_000 }));
      await vi.waitFor(
        async () => expect((await session.flows.get(id)).reserved).toMatchObject([{ kept: 2, inUse: parts }]),
        waiting,
      );
      await vi.waitFor(() => expect(worker.pushed).toHaveLength(parts), waiting);
      expect(worker.pushed.every((push) => push.usesReserved && push.workflowRunId === id)).toBe(true);
      for (const { dispatch } of worker.pushed) await worker.finish(dispatch);
      await session.flows.reach(id, 'succeeded');
    },
  );

  it('are not given by a worker whose machine is too busy until it is not', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 2);
    const { client, worker } = session.flows;
    worker.resources = { ...worker.resources, strain: { cause: 'memory', slots: 1 } };
    await worker.beat();
    const id = await session.flows.run([session.flows.node('a')], reserve(client.group, 2));
    await vi.waitFor(
      async () =>
        expect((await session.flows.get(id)).reserved).toMatchObject([{ kept: 2, isObtained: false }]),
      waiting,
    );
    await session.waitsFor(id, 'must take work on 1 of them first');
    await new Promise((done) => setTimeout(done, 1_000));
    expect((await session.flows.get(id)).state).toBe('pending');
    worker.resources = { ...worker.resources, strain: undefined };
    await worker.beat();
    await session.flows.reach(id, 'succeeded');
  });

  it('go past the backlog of their group to the runs they are for', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 2);
    const { client, worker } = session.flows;
    session.flows.fateOf = ({ taskName }) => ({ outcome: taskName.endsWith('.b') ? 'succeeded' : 'wait' });
    const id = await session.flows.run(
      [session.flows.node('a'), session.flows.node('b', ['a'])],
      reserve(client.group, 1),
    );
    const a = await session.nodePush(id, 'a');
    await worker.stopTaking();
    const items = numbers(200).map(() => ({ params: {} }));
    await client.calls.call('run.triggerBatch', { taskId: (await client.task()).id, items, actor: 'test' });
    await worker.finish(a.dispatch);
    await session.flows.reach(id, 'succeeded');
  });

  it('lapse when its nodes use none of the group for too long, and the run goes on without them', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 1);
    const { client } = session.flows;
    const nodes = [
      session.flows.node('a'),
      { id: 'pause', kind: 'delay', delayMs: 7_000, dependsOn: ['a'] },
      session.flows.node('b', ['pause']),
    ];
    const id = await session.flows.run(nodes, reserve(client.group, 1, { idleMs: 5_000 }));
    await session.flows.reachNode(id, 'a', 'succeeded');
    expect(await session.reservations()).toHaveLength(1);
    await vi.waitFor(async () => expect(await session.reservations()).toEqual([]), waiting);
    expect((await session.flows.nodes(id)).get('pause')!.state).toBe('running');
    await session.flows.reach(id, 'succeeded');
  });

  it('are renewed for as long as they are used', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 1);
    session.flows.fateOf = () => ({ outcome: 'wait' });
    const id = await session.flows.run(
      [session.flows.node('a')],
      reserve(session.flows.client.group, 1, { idleMs: 5_000 }),
    );
    const a = await session.nodePush(id, 'a');
    const until = async () => Date.parse((await session.reservations())[0]!.untilAt);
    const first = await until();
    await vi.waitFor(async () => expect(await until()).toBeGreaterThan(first + 2_000), waiting);
    await session.flows.worker.finish(a.dispatch);
    await session.flows.reach(id, 'succeeded');
  });

  it('are not replaced when their worker goes', async () => {
    await masters.start();
    const session = await ReservingSession.start(masters, 1);
    const { client } = session.flows;
    session.flows.fateOf = () => ({ outcome: 'wait' });
    const id = await session.flows.run(
      [session.flows.node('a'), session.flows.node('b', ['a'])],
      reserve(client.group, 1),
    );
    const a = await session.nodePush(id, 'a');
    const other = await masters.worker(client.group);
    await other.up();
    await session.flows.worker.finish(a.dispatch);
    session.flows.worker.silence();
    await session.flows.worker.beat('stopped');
    await vi.waitFor(async () => expect(await session.reservations()).toEqual([]), waiting);
    await other.isKnown();
    const b = await vi.waitUntil(() => other.dispatched[0], waiting);
    await other.claim(b);
    await other.finish(b);
    await session.flows.reach(id, 'succeeded');
    expect(await session.reservations(other.id)).toEqual([]);
  });
});
