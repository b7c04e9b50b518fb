import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('a map with items that no run can be made for', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  it('goes on with the others, also when these are not the first', async () => {
    const map = { ...session.node('m'), kind: 'map', maxParallel: 1, params: { n: '{{ item.n }}' } };
    const id = await session.run([{ ...map, items: [5, 6, { n: 1 }, 7] }]);
    await session.reach(id, 'failed');
    const { items, failure } = (await session.nodes(id)).get('m')!;
    expect(items).toEqual({ total: 4, begun: 4, ended: 4, failed: 3 });
    expect(failure!.message).toContain('3 of 4 items did not succeed');
    expect(session.params).toEqual([{ n: 1 }]);
  });

  it('whose params are costly is begun bit by bit, and whole in the end', async () => {
    const inputs = { list: { type: 'list', default: Array.from({ length: 2_000 }, (_, n) => n) } };
    const params = { n: '{{ size(inputs.list.filter(x, x > item)) }}' };
    const items = Array.from({ length: 400 }, (_, n) => n);
    const id = await session.run([{ ...session.node('m'), kind: 'map', items, params }], { inputs });
    await session.reach(id, 'succeeded');
    expect(session.params.map(({ n }) => n as number).sort((a, b) => a - b)).toEqual(
      items.map((n) => 1_999 - n).sort((a, b) => a - b),
    );
  });
});
