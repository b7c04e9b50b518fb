import type { CallReply } from '@orrery/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { listedValueBytes } from '../../persistence/short-values.js';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();
const anInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
const anId = expect.any(String) as string;

describe('what is to be known of the nodes of a workflow run', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  const node = (id: string, nodeId: string) => session.client.calls.call('workflowRun.node', { id, nodeId });
  const items = (id: string, nodeId: string, query: object = {}) =>
    session.client.calls.call('workflowRun.items', { id, nodeId, query });
  const mapOver = (list: readonly unknown[]) =>
    session.node('m', [], { kind: 'map', items: list, params: { n: '{{ item.n }}' } });

  it('has its run, its attempts, and all it gave, which lists are without', async () => {
    let tries = 0;
    const result = { text: 'x'.repeat(listedValueBytes) };
    session.fateOf = ({ taskName }) => {
      if (!taskName.endsWith('.long')) return { result: 'short' };
      return (tries += 1) < 2 ? { outcome: 'failed' } : { result };
    };
    const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 1 }, maxLosses: 3 };
    const id = await session.run([session.node('long', [], { retry }), session.node('short')]);
    await session.reach(id, 'succeeded');
    const listed = await session.nodes(id);
    expect(listed.get('long')).toMatchObject({ outputs: null, omitted: ['outputs'] });
    expect(listed.get('short')).toMatchObject({ outputs: 'short', omitted: [] });
    const long = await node(id, 'long');
    expect(long).toMatchObject({
      ...{ nodeId: 'long', kind: 'task', state: 'succeeded', outputs: result, omitted: [] },
      ...{ reason: null, itemStates: null, failure: null, startedAt: anInstant, finishedAt: anInstant },
      run: { id: listed.get('long')!.runId, workflowRunId: id, state: 'succeeded', attempt: 2 },
      attempts: [
        { attempt: 1, state: 'failed' },
        { attempt: 2, state: 'succeeded' },
      ],
    });
    await expect(node(id, 'other')).rejects.toMatchObject({ code: 'not_found' });
    await expect(items(id, 'long')).rejects.toThrow('There is no map "long"');
  });

  it('has the reason why it did not start', async () => {
    session.fateOf = ({ taskName }) => ({ outcome: taskName.endsWith('.bad') ? 'failed' : 'succeeded' });
    const id = await session.run(
      [
        { id: 'if', kind: 'condition', when: 'true', then: ['bad'], else: ['other'] },
        session.node('bad', ['if']),
        session.node('other', ['if']),
        session.node('behind', ['bad']),
      ],
      { onFailure: 'continue' },
    );
    await session.reach(id, 'failed');
    expect(await node(id, 'other')).toMatchObject({ state: 'skipped', reason: 'not chosen by node "if"' });
    expect(await node(id, 'behind')).toMatchObject({
      ...{ state: 'upstream_failed', run: null, attempts: [] },
      reason: 'not started because of the failure of node "bad"',
    });
    expect(await node(id, 'bad')).toMatchObject({
      ...{ state: 'failed', reason: null, run: { state: 'failed' }, failure: { kind: 'exit_code' } },
    });
  });

  it('has, of a map, its items by state, and each with its run', async () => {
    const long = 'x'.repeat(listedValueBytes);
    session.fateOf = ({ params }) => (params.n === 2 ? { outcome: 'failed' } : { result: params.n });
    const id = await session.run([mapOver([{ n: 1 }, { n: 2 }, 'none', { n: 4, long }])]);
    await session.reach(id, 'failed');
    expect(await node(id, 'm')).toMatchObject({
      ...{ state: 'failed', run: null, outputs: [1, null, null, 4], omitted: [] },
      items: { total: 4, begun: 4, ended: 4, failed: 2 },
      itemStates: [
        { state: 'failed', count: 2 },
        { state: 'succeeded', count: 2 },
      ],
    });
    expect((await session.nodes(id)).get('m')).toMatchObject({ outputs: null, omitted: ['outputs'] });
    const { items: all, nextCursor } = await items(id, 'm');
    expect(nextCursor).toBeNull();
    const ran = { runId: anId, attempt: 1, startedAt: anInstant, finishedAt: anInstant, compensation: null };
    expect(all).toMatchObject([
      { index: 0, item: { n: 1 }, state: 'succeeded', error: null, omitted: [], ...ran },
      { index: 1, item: { n: 2 }, state: 'failed', error: { kind: 'exit_code' }, ...ran },
      { index: 2, item: 'none', state: 'failed', error: { kind: 'expression' }, runId: null, attempt: null },
      { index: 3, item: null, state: 'succeeded', omitted: ['item'], ...ran },
    ]);
    expect(await session.client.calls.call('run.get', { id: all[0]!.runId! })).toMatchObject({ result: 1 });
    const pages = [await items(id, 'm', { limit: 3 })];
    pages.push(await items(id, 'm', { limit: 3, cursor: pages[0]!.nextCursor! }));
    expect(pages.map((page) => page.items.map(({ index }) => index))).toEqual([[0, 1, 2], [3]]);
    expect(indices(await items(id, 'm', { state: 'failed' }))).toEqual([1, 2]);
    expect(indices(await items(id, 'm', { state: 'failed', limit: 1 }))).toEqual([1]);
    expect(indices(await items(id, 'm', { state: 'running' }))).toEqual([]);
    const foreign = Buffer.from('none').toString('base64url');
    await expect(items(id, 'm', { cursor: foreign })).rejects.toMatchObject({
      errors: [{ pointer: '/cursor' }],
    });
  });

  it('has, of a map that was stopped, items that never began', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const map = { ...mapOver([{ n: 1 }, { n: 2 }]), maxParallel: 1 };
    const id = await session.run([map]);
    const held = await session.worker.next(1);
    expect((await items(id, 'm')).items.map(({ state }) => state)).toEqual(['running', 'pending']);
    await session.client.calls.call('workflowRun.cancel', { id, reason: 'no', actor: 'test' });
    await session.worker.isTold(({ kind }) => kind === 'cancel');
    await session.worker.finish(held, 'cancelled');
    await session.reach(id, 'cancelled');
    expect((await items(id, 'm')).items).toMatchObject([
      { state: 'cancelled', runId: anId },
      { state: 'cancelled', runId: null },
    ]);
  });
});

function indices({ items }: CallReply<'workflowRun.items'>): number[] {
  return items.map(({ index }) => index);
}
