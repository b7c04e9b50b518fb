import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();
const waiting = { timeout: 25_000, interval: 50 };

describe('workflow runs that wait for each other', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await Promise.all([masters.start(), masters.start()]);
    session = await WorkflowSession.start(masters);
  });

  const inside = (workflow: string, over: object = {}) => ({
    ...{ id: 'in', kind: 'subworkflow', workflow, dependsOn: ['first'] },
    ...over,
  });
  /** Two workflows whose runs, one at a time, do a task first and then run the other. */
  const bothWays = async (overOther: object = {}) => {
    const names = [session.client.name(), session.client.name()];
    const ids = [];
    for (const name of names)
      ids.push(await session.create([session.node('first')], { name, maxConcurrent: 1 }));
    for (const [at, id] of ids.entries()) {
      const nodes = [session.node('first'), inside(ids[1 - at]!, at === 1 ? overOther : {})];
      const body = { name: names[at], maxConcurrent: 1, nodes };
      await session.client.calls.call('workflow.replace', { id, body, actor: 'test' });
    }
    return ids.map((id, at) => ({ id, name: names[at]! }));
  };
  /** The run that was refused among those of the nodes `in`. */
  const refusedOf = async (runIds: readonly string[]) => {
    for (const id of runIds) {
      const { runId } = (await session.nodes(id)).get('in')!;
      const run = runId === null ? undefined : await session.client.run(runId);
      if (run?.state === 'failed' && run.error?.kind === 'refused') return run;
    }
    throw new Error('none was refused');
  };

  it('in a circle are parted by the failure of one node, which says who waits for whom, and go on', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const [one, other] = await bothWays();
    const a = await session.trigger(one!.id);
    const b = await session.trigger(other!.id);
    const firsts = [await session.worker.next(1), await session.worker.next(2)];
    session.fateOf = () => ({});
    for (const first of firsts) await session.worker.finish(first);
    const run = await vi.waitFor(() => refusedOf([a.id, b.id]), waiting);
    expect(run.state).toBe('failed');
    const { message } = run.error!;
    const { failure } = await session.get(run.id);
    expect(failure).toMatchObject({ kind: 'refused', message });
    expect(message).toContain('not started: it waits in a circle');
    for (const { name } of [one!, other!]) expect(message).toContain(`"${name}"`);
    for (const { id } of [a, b]) expect(message).toContain(id);
    expect(message).toContain('waits for maxConcurrent 1, which run');
    const why = await session.client.calls.call('run.why', { id: run.id });
    expect(why.summary).toContain('it waits in a circle');
    for (const { id } of [a, b])
      await vi.waitFor(
        async () => expect((await session.get(id)).failure).toMatchObject({ nodeId: 'in' }),
        waiting,
      );
    expect((await session.trigger(one!.id)).state).toBe('pending');
  }, 90_000);

  it('are left alone where a node in the circle has a deadline', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const [one, other] = await bothWays({ timeoutMs: 4_000 });
    const b = await session.trigger(other!.id);
    const a = await session.trigger(one!.id);
    const firsts = [await session.worker.next(1), await session.worker.next(2)];
    session.fateOf = () => ({});
    for (const first of firsts) await session.worker.finish(first);
    await session.reach(b.id, 'failed');
    const message = expect.stringContaining('took longer than 4000 ms') as string;
    expect((await session.get(b.id)).failure).toMatchObject({ nodeId: 'in', message });
    await session.reach(a.id, 'failed');
    await expect(refusedOf([a.id, b.id])).rejects.toThrow('none was refused');
  }, 90_000);

  it('are left alone where one of them will end', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const inner = await session.create([session.node('x')], { maxConcurrent: 1 });
    const outer = await session.create([inside(inner, { dependsOn: [] })], { maxConcurrent: 1 });
    const runs = [await session.trigger(inner), await session.trigger(outer), await session.trigger(outer)];
    const first = await session.worker.next(1);
    const { runId } = await session.reachNode(runs[1]!.id, 'in', 'running');
    await vi.waitFor(async () => {
      const why = await session.client.calls.call('run.why', { id: runId! });
      expect(why.causes[0]).toMatchObject({ code: 'task_limit', runIds: [runs[0]!.id] });
    }, waiting);
    const { causes } = await session.client.calls.call('run.why', { id: runs[1]!.id });
    expect(causes[0]).toMatchObject({ code: 'running', runIds: [runId] });
    expect(causes[0]!.message).toContain('of which 1 have not begun');
    session.fateOf = () => ({});
    await session.worker.finish(first);
    for (const { id } of runs) await session.reach(id, 'succeeded');
  }, 90_000);
});
