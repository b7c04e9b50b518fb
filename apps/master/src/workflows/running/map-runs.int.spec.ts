import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('a run of a workflow with a map', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  it('maps a task over a list, at most so many at once, and reduces what came of it', async () => {
    session.fateOf = ({ params }) => ({
      result: 'n' in params ? { double: (params.n as number) * 2 } : null,
    });
    const items = Array.from({ length: 25 }, (_, n) => n);
    const id = await session.run(
      [
        {
          ...session.node('m'),
          kind: 'map',
          items: 'inputs.items',
          maxParallel: 4,
          params: { n: '{{ item }}' },
        },
        { ...session.node('sum', ['m']), kind: 'reduce', map: 'm' },
      ],
      { inputs: { items: { type: 'list' } } },
      { items },
    );
    await session.reach(id, 'succeeded');
    expect((await session.nodes(id)).get('m')!.items).toEqual({ total: 25, begun: 25, ended: 25, failed: 0 });
    expect(session.params.at(-1)).toEqual({ results: items.map((n) => ({ double: n * 2 })) });
  });

  it('fails a map over no list, or over too long a one', async () => {
    const map = { ...session.node('m'), kind: 'map', items: 'inputs.items' };
    const workflow = await session.create([map], { inputs: { items: { type: 'object' } } });
    const none = await session.trigger(workflow, { inputs: { items: { a: 1 } } });
    await session.reach(none.id, 'failed');
    expect((await session.nodes(none.id)).get('m')!.failure!.message).toContain(
      'inputs.items gave an object',
    );
    const items = Array.from({ length: 100_001 }, () => 0);
    const long = await session.run([map], { inputs: { items: { type: 'list' } } }, { items });
    await session.reach(long, 'failed');
    expect((await session.nodes(long)).get('m')!.failure!.message).toContain('takes 100000 at most');
  });
});
