import { beforeEach, describe, expect, it } from 'vitest';
import { listedValueBytes } from '../persistence/short-values.js';
import { useMasters } from '../testing/use-masters.js';
import { WorkflowSession } from '../testing/workflow-session.js';

const masters = useMasters();
/** As JSON so many bytes too long for a list. */
const text = (over: number) => 'x'.repeat(listedValueBytes - '{"a":""}'.length + over);

describe('a list of runs', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
    session.fateOf = ({ params }) => ({ result: params });
  });

  it('leaves long values out and names them, the single run has them', async () => {
    const { id: taskId } = await session.client.task();
    const runs = [];
    for (const over of [0, 1]) runs.push(await session.client.trigger(taskId, { params: { a: text(over) } }));
    for (const { id } of runs) await session.client.reach(id, 'succeeded');

    const { items } = await session.client.calls.call('run.list', { query: { taskId } });
    expect(items).toEqual([
      expect.objectContaining({ id: runs[1]!.id, params: {}, result: null, omitted: ['params', 'result'] }),
      expect.objectContaining({ params: { a: text(0) }, result: { a: text(0) }, omitted: [] }),
    ]);
    const { checkpoint, ...single } = await session.client.run(runs[1]!.id);
    expect(checkpoint).toBeNull();
    expect(single).toMatchObject({ params: { a: text(1) }, result: { a: text(1) } });
    expect(items[0]).toEqual({ ...single, params: {}, result: null, omitted: ['params', 'result'] });
  });

  it('of workflows does so with their inputs', async () => {
    const workflowId = await session.create([session.node('n')], { inputs: { a: { type: 'string' } } });
    const ids = [];
    for (const over of [0, 1]) {
      const { id } = await session.trigger(workflowId, { inputs: { a: text(over) } });
      await session.reach(id, 'succeeded');
      ids.push(id);
    }
    const { items } = await session.client.calls.call('workflowRun.list', { query: { workflowId } });
    expect(items).toEqual([
      expect.objectContaining({ id: ids[1], inputs: null, omitted: ['inputs'] }),
      expect.objectContaining({ id: ids[0], inputs: { a: text(0) }, omitted: [] }),
    ]);
    const single = await session.get(ids[1]!);
    expect(single.inputs).toEqual({ a: text(1) });
    expect(items[0]).toEqual({ ...single, inputs: null, omitted: ['inputs'] });
  });
});
