import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { failing, WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('a run of a workflow with another one inside', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  it('runs another workflow inside, and ends as that does', async () => {
    session.fateOf = failing('inner');
    const child = await session.create([session.node('inner')], { inputs: { n: { type: 'integer' } } });
    const id = await session.run([{ id: 's', kind: 'subworkflow', workflow: child, inputs: { n: 3 } }]);
    await session.reach(id, 'failed');
    const inner = (await session.nodes(id)).get('s')!;
    expect(await session.get(inner.runId!)).toMatchObject({
      workflowId: child,
      trigger: 'workflow',
      inputs: { n: 3 },
    });
  });

  it('runs another workflow again that failed, as its node says', async () => {
    let tries = 0;
    session.fateOf = () => ({ outcome: (tries += 1) < 3 ? 'failed' : 'succeeded' });
    const child = await session.create([session.node('inner')]);
    const retry = { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 1 }, maxLosses: 3 };
    const id = await session.run([{ id: 's', kind: 'subworkflow', workflow: child, retry }]);
    await session.reach(id, 'succeeded');
    expect((await session.nodes(id)).get('s')).toMatchObject({ detail: { attempt: 3 } });
  });

  it('ends a workflow that runs itself by way of another, at a depth that is told', async () => {
    const a = await session.create([{ id: 'x', kind: 'noop' }], { name: `${session.client.group}-a` });
    const b = await session.create([{ id: 's', kind: 'subworkflow', workflow: a }]);
    const body = { nodes: [{ id: 's', kind: 'subworkflow', workflow: b }] };
    await session.client.calls.call('workflow.replace', { id: a, body, actor: 'test' });
    const { id } = await session.trigger(a);
    await session.reach(id, 'failed');
    const { items } = await session.client.calls.call('workflowRun.list', {
      query: { state: 'failed', limit: 50 },
    });
    const deepest = await Promise.all(
      items.map(async (run) => (await session.nodes(run.id)).get('s')?.failure),
    );
    expect(deepest).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('10 deep') as string }),
    );
  });
});
