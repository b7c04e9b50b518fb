import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('what somebody has undone by hand', () => {
  let session: WorkflowSession;
  /** What cannot be undone: nodes by their ids, items of maps by what they are. */
  let stuck: unknown[];
  /** What compensations were run, in the same terms. */
  const undone: unknown[] = [];

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
    undone.length = 0;
    session.fateOf = ({ taskName, params }) => {
      const [id, part] = taskName.split('.').slice(-2);
      if (part !== 'compensate') return { outcome: part === 'bad' ? 'failed' : 'succeeded' };
      const what = params.n ?? id;
      undone.push(what);
      return { outcome: stuck.includes(what) ? 'failed' : 'succeeded' };
    };
  });

  const rerun = (id: string, mark: readonly object[], from = 'compensation') =>
    session.client.calls.call('workflowRun.rerun', { id, body: { from, mark } as never, actor: 'ada' });
  const saga = (...nodes: object[]) =>
    session.run([...nodes, session.node('bad', ['last'])], {
      onFailure: 'compensate',
      finally: [session.node('tidy')],
    });
  const undoable = (id: string, dependsOn: readonly string[] = []) =>
    session.node(id, dependsOn, { compensate: { task: session.task() } });

  describe('of nodes', () => {
    let id: string;

    beforeEach(async () => {
      stuck = ['b'];
      id = await saga(undoable('a'), undoable('b', ['a']), undoable('c', ['b']), session.node('last', ['c']));
      await session.reach(id, 'compensation_failed');
      expect(undone).toEqual(['c', 'b']);
      undone.length = 0;
    });

    it('stays as it is, and the rest is undone', async () => {
      const again = await rerun(id, [{ nodeId: 'b', state: 'compensated' }]);
      const { failure } = await session.reach(again.id, 'compensated');
      expect(undone).toEqual(['a']);
      expect(await session.states(again.id)).toEqual({
        ...{ a: 'compensated', b: 'compensated', c: 'compensated' },
        ...{ last: 'succeeded', bad: 'failed', tidy: 'succeeded' },
      });
      expect((await session.nodes(again.id)).get('b')).toMatchObject({
        compensationRunId: null,
        compensation: { state: 'compensated', runId: null, failure: null },
      });
      expect(failure).not.toHaveProperty('compensation');
      expect(await session.states(id)).toMatchObject({ a: 'succeeded', b: 'compensation_failed' });
    });

    it('may be what the undoing had not come to', async () => {
      stuck = [];
      const again = await rerun(id, [{ nodeId: 'a', state: 'compensated' }]);
      await session.reach(again.id, 'compensated');
      expect(undone).toEqual(['b']);
    });

    it('may be all that was left: then only the finally nodes run', async () => {
      session.ran.length = 0;
      const marks = ['a', 'b'].map((nodeId) => ({ nodeId, state: 'compensated' }));
      const again = await rerun(id, marks);
      await session.reach(again.id, 'compensated');
      expect(session.ran.map((name) => name.split('.').at(-1))).toEqual(['tidy']);
    });

    it.each<[string, object, string, string]>([
      ['a node there is not', { nodeId: 'x' }, '/mark/0/nodeId', 'has no node "x"'],
      ['a finally node', { nodeId: 'tidy' }, '/mark/0/nodeId', 'is a finally node'],
      ['a node without compensation', { nodeId: 'last' }, '/mark/0/nodeId', 'has no compensation'],
      ['a node that is undone', { nodeId: 'c' }, '/mark/0/nodeId', 'is undone already'],
      ['another state', { nodeId: 'b', state: 'skipped' }, '/mark/0/state', 'must be "compensated"'],
      ['an item of what is no map', { nodeId: 'b', item: 0 }, '/mark/0/item', '"b" is no map'],
    ])('cannot be %s', async (_, mark, pointer, detail) => {
      await expect(rerun(id, [{ state: 'compensated', ...mark }])).rejects.toMatchObject({
        errors: [{ pointer, detail: expect.stringContaining(detail) as string }],
      });
    });

    it('cannot be said twice, nor where nodes run again', async () => {
      const mark = { nodeId: 'b', state: 'compensated' };
      await expect(rerun(id, [mark, mark])).rejects.toMatchObject({
        errors: [{ pointer: '/mark/1/nodeId', detail: 'is marked twice' }],
      });
      await expect(rerun(id, [mark], 'failed')).rejects.toMatchObject({
        errors: [{ pointer: '/mark/0/state' }],
      });
      const item = { nodeId: 'b', state: 'succeeded', item: 0 };
      await expect(rerun(id, [item], 'failed')).rejects.toMatchObject({
        errors: [{ pointer: '/mark/0/item' }],
      });
    });
  });

  it('cannot be a node that did not succeed', async () => {
    stuck = ['a'];
    const never = session.node('never', ['bad'], { compensate: { task: session.task() } });
    const id = await saga(undoable('a'), session.node('last', ['a']), never);
    await session.reach(id, 'compensation_failed');
    await expect(rerun(id, [{ nodeId: 'never', state: 'compensated' }])).rejects.toMatchObject({
      errors: [{ detail: '"never" has nothing to be undone: it is upstream_failed' }],
    });
  });

  describe('of a map', () => {
    let id: string;

    beforeEach(async () => {
      stuck = [3];
      const n = '{{ item }}';
      id = await saga(undoable('a'), {
        ...session.node('last', ['a'], { kind: 'map', items: [1, 2, 3, 4], params: { n } }),
        compensate: { task: session.task(), params: { n } },
      });
      await session.reach(id, 'compensation_failed');
      expect(undone).toEqual([4, 3]);
      undone.length = 0;
    });

    const items = async (runId: string) => {
      const asked = { id: runId, nodeId: 'last', query: {} };
      const page = await session.client.calls.call('workflowRun.items', asked);
      return page.items.map(({ compensation }) => compensation?.state);
    };
    const compensation = async (runId: string) => (await session.nodes(runId)).get('last')!.compensation;
    const all = Array<string>(4).fill('compensated');

    it('may be the item that could not be undone: the others follow, and what is before the map', async () => {
      const again = await rerun(id, [{ nodeId: 'last', state: 'compensated', item: 2 }]);
      await session.reach(again.id, 'compensated');
      expect(undone).toEqual([2, 1, 'a']);
      expect(await items(again.id)).toEqual(all);
      expect(await compensation(again.id)).toMatchObject({ items: { total: 4, undone: 4, left: 0 } });
      expect(await items(id)).toEqual(['pending', 'pending', 'compensation_failed', 'compensated']);
    });

    it('may be one item after the other', async () => {
      stuck = [2];
      const second = await rerun(id, [{ nodeId: 'last', state: 'compensated', item: 2 }]);
      await session.reach(second.id, 'compensation_failed');
      expect(await items(second.id)).toEqual([
        'pending',
        'compensation_failed',
        'compensated',
        'compensated',
      ]);
      expect(await compensation(second.id)).toMatchObject({ item: 1, items: { undone: 2, left: 2 } });
      const third = await rerun(second.id, [{ nodeId: 'last', state: 'compensated', item: 1 }]);
      await session.reach(third.id, 'compensated');
      expect(undone).toEqual([2, 1, 'a']);
      expect(await items(third.id)).toEqual(all);
    });

    it('may be all of it', async () => {
      const again = await rerun(id, [{ nodeId: 'last', state: 'compensated' }]);
      await session.reach(again.id, 'compensated');
      expect(undone).toEqual(['a']);
      expect(await items(again.id)).toEqual(all);
      expect(await compensation(again.id)).toMatchObject({
        ...{ state: 'compensated', runId: null, failure: null },
        items: { total: 4, undone: 4, left: 0 },
      });
    });

    it('cannot be another item', async () => {
      await expect(rerun(id, [{ nodeId: 'last', state: 'compensated', item: 1 }])).rejects.toMatchObject({
        errors: [
          {
            pointer: '/mark/0/item',
            detail: 'is not the item of "last" that could not be undone: that is item 2',
          },
        ],
      });
    });
  });
});
