import { describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('limits and workflows', () => {
  it('a node takes slots of the pool it names, and its workflow run takes none', async () => {
    await masters.start();
    const session = await WorkflowSession.start(masters);
    session.fateOf = () => ({ outcome: 'wait' });
    const { calls } = session.client;
    const name = `one-${session.client.group}`;
    const body = { name, scope: 'tag' as const, tag: `nobody-${name}`, slots: 1 };
    await calls.call('pool.create', { body, actor: 'test' } as never);
    await calls.call('pool.create', {
      body: { name: `${name}-all`, scope: 'project', project: 'default', slots: 1 },
      actor: 'test',
    } as never);
    const id = await session.run([
      session.node('a', [], { pool: name }),
      session.node('b', [], { pool: name }),
    ]);
    const first = await session.worker.next(1);
    const waiting = (await session.nodes(id)).get(first.taskName.endsWith('.a') ? 'b' : 'a')!;
    expect(await session.client.reach(waiting.runId!, 'pending')).toMatchObject({ state: 'pending' });
    session.fateOf = () => ({});
    await session.worker.finish(first);
    await session.reach(id, 'succeeded');
  });

  it('names the pool that there is not', async () => {
    await masters.start();
    const session = await WorkflowSession.start(masters);
    await expect(session.create([session.node('a', [], { pool: 'nothing' })])).rejects.toMatchObject({
      errors: [{ pointer: '/nodes/0/pool', detail: 'there is no pool "nothing"' }],
    });
  });
});
