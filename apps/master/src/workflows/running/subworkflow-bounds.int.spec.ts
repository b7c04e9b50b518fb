import { newId } from '@orrery/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('workflows inside of others', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  const runs = (id: string, workflow: string, over: object = {}) => ({
    ...{ id, kind: 'subworkflow', workflow },
    ...over,
  });
  const rootOf = async (runId: string) => {
    const [row] = await masters.database.run((each) =>
      each.select<{ root_id: string | null }>('SELECT root_id FROM workflow_run WHERE run_id = ?', [runId]),
    );
    return row!.root_id;
  };

  it('are counted by the outermost, at any depth, and are so many at most', async () => {
    session.fateOf = ({ taskName }) => (taskName.endsWith('.first') ? { outcome: 'wait' } : {});
    const inmost = await session.create([session.node('x')]);
    const middle = await session.create([runs('in', inmost)]);
    const id = await session.run([
      session.node('first'),
      runs('fits', middle, { dependsOn: ['first'] }),
      runs('none', middle, { dependsOn: ['fits'] }),
    ]);
    const first = await session.worker.next(1);
    await masters.database.transaction((each) =>
      each.insertMany(
        'workflow_run',
        Array.from({ length: 998 }, () => ({
          ...{ run_id: newId(), workflow_id: inmost, version: 1, project: 'default', name: 'x', depth: 1 },
          ...{ state: 'succeeded', control: 'go', states: 's', root_id: id, created_at: new Date() },
        })),
      ),
    );
    await session.worker.finish(first);
    await session.reach(id, 'failed');
    const nodes = await session.nodes(id);
    expect(nodes.get('fits')).toMatchObject({ state: 'succeeded' });
    expect(nodes.get('none')!.failure!.message).toContain('has 1000 others inside of it at most');
    const child = nodes.get('fits')!.runId!;
    const grandchild = (await session.nodes(child)).get('in')!.runId!;
    expect([await rootOf(id), await rootOf(child), await rootOf(grandchild)]).toEqual([null, id, id]);
  });

  it.each([1, 2])(
    'that allow %i at once fail where those around them have all slots, and wait where others have them',
    async (slots) => {
      const name = session.client.name();
      const outer = await session.create([{ id: 'x', kind: 'noop' }], { name });
      const inner = await session.create([runs('again', outer)]);
      const body = { name, maxConcurrent: slots, nodes: [runs('in', inner)] };
      await session.client.calls.call('workflow.replace', { id: outer, body, actor: 'test' });
      const { id } = await session.trigger(outer);
      await session.reach(id, 'failed');
      let deepest = id;
      for (let level = 0; level < slots; level += 1) {
        deepest = (await session.nodes(deepest)).get('in')!.runId!;
        const { runId, failure } = (await session.nodes(deepest)).get('again')!;
        if (level < slots - 1) deepest = runId!;
        else
          expect(failure!.message).toContain(`could never start: its maxConcurrent allows ${slots} at once`);
      }
    },
  );

  it('have the time of their node for each attempt, one after the other, also while the outer one is paused', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const inner = await session.create([session.node('x')]);
    const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 1 }, maxLosses: 3 };
    const id = await session.run([runs('in', inner, { retry, timeoutMs: 1_000 })]);
    const first = await session.worker.next(1);
    await session.do('workflowRun.pause', id);
    await session.worker.isTold((message) => message.kind === 'cancel' && message.runId === first.runId);
    session.fateOf = () => ({});
    expect(session.ran).toHaveLength(1);
    await session.worker.finish(first, 'cancelled');
    expect(await session.reachNode(id, 'in', 'succeeded')).toMatchObject({ detail: { attempt: 2 } });
    await session.do('workflowRun.resume', id);
    await session.reach(id, 'succeeded');
  });

  it('fail by the time of the last attempt', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const inner = await session.create([session.node('x')]);
    const id = await session.run([runs('in', inner, { timeoutMs: 300 })]);
    await session.reach(id, 'failed');
    expect((await session.nodes(id)).get('in')!.failure).toMatchObject({ kind: 'timeout' });
  });

  it('wait for a slot that another one has', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const inner = await session.create([session.node('x')], { maxConcurrent: 1 });
    const other = await session.trigger(inner);
    const first = await session.worker.next(1);
    const id = await session.run([runs('in', inner)]);
    const { runId } = await session.reachNode(id, 'in', 'running');
    expect(await session.get(runId!)).toMatchObject({ state: 'pending' });
    session.fateOf = () => ({});
    await session.worker.finish(first);
    await session.reach(other.id, 'succeeded');
    await session.reach(id, 'succeeded');
  });
});
