import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('running a workflow run again', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  const rerun = (id: string, body: object, requestKey?: string) =>
    session.client.calls.call('workflowRun.rerun', { id, body: body as never, requestKey, actor: 'ada' });
  const ran = () => session.ran.map((name) => name.slice(name.lastIndexOf('.') + 1));

  async function failed(): Promise<string> {
    session.fateOf = ({ taskName }) =>
      taskName.endsWith('.bad') ? { outcome: 'failed' } : { result: { rows: 7 } };
    const params = { rows: '{{ nodes.a.outputs.rows }}', day: '{{ inputs.day }}' };
    const id = await session.run(
      [session.node('a'), session.node('bad', ['a'], { params }), session.node('c', ['bad'])],
      { inputs: { day: { type: 'string', default: 'mon' } }, finally: [session.node('last')] },
    );
    await session.reach(id, 'failed');
    session.ran.length = session.params.length = 0;
    session.fateOf = () => ({});
    return id;
  }

  it('from what failed takes over what had succeeded, with its outputs and its planned time', async () => {
    const id = await failed();
    const again = await rerun(id, { from: 'failed' });
    expect(again).toMatchObject({
      rerunOf: id,
      trigger: 'rerun',
      plannedAt: (await session.get(id)).createdAt,
    });
    await session.reach(again.id, 'succeeded');
    expect(ran()).toEqual(['bad', 'c', 'last']);
    expect(session.params[0]).toEqual({ rows: 7, day: 'mon' });
    const [before, after] = [await session.nodes(id), await session.nodes(again.id)];
    expect(after.get('a')!.runId).toBe(before.get('a')!.runId);
    expect(await session.get(id)).toMatchObject({ state: 'failed' });
  });

  it('keeps what it took over, though the run that gave it has gone', async () => {
    const id = await failed();
    const again = await rerun(id, { from: 'failed' });
    await session.reach(again.id, 'succeeded');
    const { runId } = (await session.nodes(again.id)).get('a')!;
    await masters.database.transaction((each) => each.execute('DELETE FROM run WHERE id = ?', [runId]));
    session.params.length = 0;
    const third = await rerun(again.id, { from: 'node', nodeId: 'bad' });
    await session.reach(third.id, 'succeeded');
    expect(session.params[0]).toEqual({ rows: 7, day: 'mon' });
  });

  it('runs everything anew, with other inputs', async () => {
    const again = await rerun(await failed(), { from: 'start', inputs: { day: 'tue' } });
    session.fateOf = () => ({ result: { rows: 1 } });
    await session.reach(again.id, 'succeeded');
    expect(ran()).toEqual(['a', 'bad', 'c', 'last']);
    expect(session.params[1]).toEqual({ rows: 1, day: 'tue' });
  });

  it('that never began has the inputs it was given', async () => {
    const inputs = { day: { type: 'string', default: 'mon' }, rows: { type: 'integer' } };
    const params = { day: '{{ inputs.day }}', rows: '{{ inputs.rows }}' };
    const workflow = await session.create([session.node('a', [], { params })], { inputs });
    const given = { inputs: { day: 'tue', rows: 1 }, dueAt: '2100-01-01T00:00:00Z' };
    const { id } = await session.trigger(workflow, given);
    await session.client.calls.call('workflowRun.cancel', { id, reason: 'not now', actor: 'test' });
    const again = await rerun(id, { from: 'start', inputs: { rows: 2 } });
    await session.reach(again.id, 'succeeded');
    expect(session.params).toEqual([{ day: 'tue', rows: 2 }]);
  });

  it('takes marked nodes for done', async () => {
    const again = await rerun(await failed(), {
      from: 'failed',
      mark: [{ nodeId: 'bad', state: 'succeeded' }],
    });
    await session.reach(again.id, 'succeeded');
    expect(ran()).toEqual(['c', 'last']);
  });

  it('leaves marked nodes nothing of what the former run failed with', async () => {
    const id = await failed();
    const before = (await session.nodes(id)).get('bad')!;
    expect(before).toMatchObject({ runId: expect.any(String) as string, failure: { kind: 'exit_code' } });
    const mark = [
      { nodeId: 'bad', state: 'succeeded' },
      { nodeId: 'c', state: 'skipped' },
    ];
    const again = await rerun(id, { from: 'failed', mark });
    await session.reach(again.id, 'succeeded');
    expect(ran()).toEqual(['last']);
    const after = await session.nodes(again.id);
    const byHand = { runId: null, attempt: null, outputs: null, failure: null, detail: { markedBy: 'ada' } };
    expect(after.get('bad')).toMatchObject({ state: 'succeeded', ...byHand });
    expect(after.get('c')).toMatchObject({ state: 'skipped', ...byHand });
    const details = { id: again.id, nodeId: 'bad' };
    expect(await session.client.calls.call('workflowRun.node', details)).toMatchObject({
      ...{ run: null, attempts: [], reason: null, ...byHand },
    });
  });

  it('leaves a marked map none of its items', async () => {
    session.fateOf = ({ params }) => (params.n === 2 ? { outcome: 'failed' } : { result: params.n });
    const id = await session.run([
      session.node('m', [], { kind: 'map', items: [1, 2, 3], params: { n: '{{ item }}' } }),
      session.node('then', ['m'], { params: { gave: '{{ nodes.m.outputs }}' } }),
    ]);
    await session.reach(id, 'failed');
    const again = await rerun(id, { from: 'failed', mark: [{ nodeId: 'm', state: 'succeeded' }] });
    await session.reach(again.id, 'succeeded');
    expect(session.params.at(-1)).toEqual({ gave: [] });
    const map = { id: again.id, nodeId: 'm' };
    expect(await session.client.calls.call('workflowRun.node', map)).toMatchObject({
      ...{ state: 'succeeded', items: null, itemStates: [], outputs: null, failure: null },
    });
    expect(await session.client.calls.call('workflowRun.items', { ...map, query: {} })).toMatchObject({
      items: [],
    });
  });

  it('leaves marked nodes what they gave when they had succeeded', async () => {
    const id = await failed();
    const again = await rerun(id, { from: 'start', mark: [{ nodeId: 'a', state: 'succeeded' }] });
    await session.reach(again.id, 'succeeded');
    expect(ran()).toEqual(['bad', 'c', 'last']);
    expect(session.params[0]).toEqual({ rows: 7, day: 'mon' });
    const [before, after] = [await session.nodes(id), await session.nodes(again.id)];
    expect(after.get('a')!.runId).toBe(before.get('a')!.runId);
  });

  it('leaves a marked node what it did when only undoing it failed, and nothing when it is undone', async () => {
    const compensate = { task: session.task() };
    session.fateOf = ({ taskName }) =>
      /\.bad$|\.a\.compensate$/.test(taskName) ? { outcome: 'failed' } : { result: { rows: 7 } };
    const id = await session.run(
      [
        session.node('a', [], { compensate }),
        session.node('b', ['a'], { compensate }),
        session.node('bad', ['b']),
      ],
      { onFailure: 'compensate' },
    );
    await session.reach(id, 'compensation_failed');
    session.fateOf = () => ({});
    const mark = ['a', 'b'].map((nodeId) => ({ nodeId, state: 'succeeded' }));
    const again = await rerun(id, { from: 'failed', mark });
    await session.reach(again.id, 'succeeded');
    const [before, after] = [await session.nodes(id), await session.nodes(again.id)];
    const { runId } = before.get('a')!;
    expect(after.get('a')).toMatchObject({ runId, outputs: { rows: 7 }, compensation: null });
    expect(after.get('b')).toMatchObject({ runId: null, outputs: null, compensationRunId: null });
  });

  it('of one node leaves the others out', async () => {
    const again = await rerun(await failed(), { from: 'node', nodeId: 'a', downstream: 'without' });
    await session.reach(again.id, 'succeeded');
    expect(ran()).toEqual(['a', 'last']);
    expect(await session.states(again.id)).toMatchObject({ bad: 'skipped', c: 'skipped' });
  });

  it('makes one run for one request, however often it is repeated', async () => {
    const id = await failed();
    const [one, other] = [
      await rerun(id, { from: 'failed' }, 'k1'),
      await rerun(id, { from: 'failed' }, 'k1'),
    ];
    expect(other.id).toBe(one.id);
  });

  it('takes over what a map gave', async () => {
    session.fateOf = ({ taskName, params }) =>
      taskName.endsWith('.sum') ? { outcome: 'failed' } : { result: params.n };
    const id = await session.run([
      { ...session.node('m'), kind: 'map', items: [1, 2, 3], params: { n: '{{ item * 2 }}' } },
      { ...session.node('sum', ['m']), kind: 'reduce', map: 'm' },
    ]);
    await session.reach(id, 'failed');
    session.fateOf = () => ({});
    const again = await rerun(id, { from: 'failed' });
    await session.reach(again.id, 'succeeded');
    expect(session.params.at(-1)).toEqual({ results: [2, 4, 6] });
  });

  it('is refused while it goes on, and for nodes there are not', async () => {
    const id = await failed();
    await expect(rerun(id, { from: 'node', nodeId: 'x' })).rejects.toMatchObject({
      errors: [{ pointer: '/nodeId' }],
    });
    await expect(rerun(id, { from: 'node' })).rejects.toMatchObject({ errors: [{ pointer: '/nodeId' }] });
    session.fateOf = () => ({ outcome: 'wait' });
    const open = await session.run([session.node('a')]);
    await expect(rerun(open, { from: 'start' })).rejects.toThrow('only one that has ended');
  });

  it('takes no mark for an approval that others decide', async () => {
    const approval = { id: 'ok', kind: 'approval', message: 'ok?', approvers: ['ada'], deadlineMs: 1 };
    const id = await session.run([approval]);
    await session.reach(id, 'failed');
    const mark = [{ nodeId: 'ok', state: 'succeeded' as const }];
    await expect(rerun(id, { from: 'failed', mark })).rejects.toMatchObject({
      errors: [{ pointer: '/mark/0/nodeId', detail: '"ok" is decided by ada' }],
    });
  });
});

describe('an event', () => {
  it('goes on with the nodes that wait for it and match', async () => {
    await masters.start();
    const session = await WorkflowSession.start(masters);
    const wait = { kind: 'event', event: 'orders.closed', deadlineMs: 60_000 };
    const id = await session.run(
      [
        { id: 'mine', ...wait, match: { shop: '{{ inputs.shop }}' } },
        { id: 'other', ...wait, match: { shop: 'b' } },
        session.node('then', ['mine'], { params: { sum: '{{ nodes.mine.outputs.event.payload.sum }}' } }),
      ],
      { inputs: { shop: { type: 'string', default: 'a' } } },
    );
    await session.reachNode(id, 'mine', 'running');
    const body = { project: 'default', name: 'orders.closed', payload: { shop: 'a', sum: 12 } };
    const accepted = await session.client.calls.call('event.publish', { body, actor: 'test' });
    expect(accepted).toMatchObject({ started: 1 });
    await session.reachNode(id, 'then', 'succeeded');
    expect(session.params).toEqual([{ sum: 12 }]);
    expect(await session.states(id)).toMatchObject({ other: 'running' });
  });
});

describe('a dependent node', () => {
  it('waits for the run of the other workflow', async () => {
    await masters.start();
    const session = await WorkflowSession.start(masters);
    session.fateOf = ({ taskName }) => (taskName.endsWith('.slow') ? { outcome: 'wait' } : {});
    const other = await session.create([session.node('slow')]);
    const dependent = {
      id: 'd',
      kind: 'dependent',
      workflow: other,
      lookbackMs: 3_600_000,
      deadlineMs: 60_000,
    };
    const first = await session.trigger(other);
    const slow = await session.worker.next(1);
    const id = await session.run([dependent, { ...dependent, id: 'n', node: 'slow', state: 'ended' }]);
    await session.reachNode(id, 'd', 'running');
    await session.worker.finish(slow);
    await session.reach(first.id, 'succeeded');
    await session.reach(id, 'succeeded');
    expect((await session.nodes(id)).get('d')!.outputs).toEqual({
      workflowRunId: first.id,
      state: 'succeeded',
    });
  });

  it('waits for the end of a run of another workflow also where that never began', async () => {
    await masters.start();
    const session = await WorkflowSession.start(masters);
    const other = await session.create([session.node('a')]);
    const dependent = {
      id: 'd',
      kind: 'dependent',
      workflow: other,
      state: 'ended',
      lookbackMs: 3_600_000,
      deadlineMs: 60_000,
    };
    const never = await session.trigger(other, { dueAt: '2100-01-01T00:00:00Z' });
    const id = await session.run([dependent]);
    const { startedAt } = await session.reachNode(id, 'd', 'running');
    const firstLooks = () =>
      masters.database.run((each) =>
        each.select('SELECT id FROM workflow_wake WHERE workflow_run_id = ? AND due_at <= ?', [
          id,
          new Date(startedAt!),
        ]),
      );
    await vi.waitFor(async () => expect(await firstLooks()).toEqual([]));
    await session.client.calls.call('workflowRun.cancel', { id: never.id, reason: 'no', actor: 'test' });
    await session.reach(id, 'succeeded');
  });
});
