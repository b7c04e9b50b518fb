import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { failing, WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('a run of a workflow that undoes what it did', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  const order = () => session.ran.map((name) => name.slice(name.lastIndexOf('.') + 1));

  it('undoes what had succeeded when a later node fails', async () => {
    session.fateOf = failing('ship');
    const undo = (id: string) => ({
      compensate: { task: session.task(), params: { of: `{{ nodes.${id}.state }}` } },
    });
    const id = await session.run(
      [
        session.node('reserve', [], undo('reserve')),
        session.node('pay', ['reserve'], undo('pay')),
        session.node('ship', ['pay']),
      ],
      { onFailure: 'compensate' },
    );
    await session.reach(id, 'compensated');
    expect(order()).toEqual(['reserve', 'pay', 'ship', 'compensate', 'compensate']);
    expect(session.ran.slice(3).map((name) => name.split('.').at(-2))).toEqual(['pay', 'reserve']);
    expect(await session.client.run(id)).toMatchObject({ state: 'failed' });
    expect((await session.get(id)).failure!.message).toMatch(/; what had succeeded is undone$/);
  });

  it('has nothing to undo where nothing that could be undone had succeeded', async () => {
    session.fateOf = failing('bad');
    const nodes = [session.node('a'), session.node('bad', ['a'], { compensate: { task: session.task() } })];
    const id = await session.run(nodes, { onFailure: 'compensate' });
    const { failure } = await session.reach(id, 'compensated');
    expect(order()).toEqual(['a', 'bad']);
    expect(failure!.message).toMatch(/; there was nothing to undo$/);
  });

  it('says when undoing failed, and undoes what is left when asked to', async () => {
    session.fateOf = failing('bad', 'compensate');
    const compensate = { task: session.task() };
    const nodes = [
      session.node('first', [], { compensate }),
      session.node('a', ['first'], { compensate }),
      session.node('bad', ['a']),
    ];
    const id = await session.run(nodes, { onFailure: 'compensate', finally: [session.node('last')] });
    const { failure } = await session.reach(id, 'compensation_failed');
    const left = { first: 'succeeded', a: 'compensation_failed', bad: 'failed', last: 'succeeded' };
    expect(await session.states(id)).toEqual(left);
    const { compensation } = (await session.nodes(id)).get('a')!;
    expect(compensation).toMatchObject({ state: 'compensation_failed', item: null, items: null });
    expect(failure).toMatchObject({
      ...{
        nodeId: 'bad',
        message: expect.stringContaining('the compensation of node "a" failed: ') as string,
      },
      compensation: { nodeId: 'a', runId: compensation!.runId, message: compensation!.failure!.message },
    });
    session.fateOf = () => ({});
    session.ran.length = 0;
    const body = { from: 'compensation' as const };
    const again = await session.client.calls.call('workflowRun.rerun', { id, body, actor: 'test' });
    const { progress } = await session.reach(again.id, 'compensated');
    expect(order()).toEqual(['compensate', 'compensate', 'last']);
    expect(progress).toMatchObject({ total: 4, succeeded: 1, failed: 1, compensated: 2 });
  });
});
