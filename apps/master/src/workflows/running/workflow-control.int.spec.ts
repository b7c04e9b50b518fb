import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('a run of a workflow, for those who want something of it,', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  it('is paused and resumed', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const id = await session.run([session.node('a'), session.node('b', ['a'])]);
    const first = await session.worker.next(1);
    expect(await session.do('workflowRun.pause', id)).toMatchObject({ state: 'paused' });
    session.fateOf = () => ({});
    await session.worker.finish(first);
    await session.reachNode(id, 'b', 'ready');
    expect(session.ran).toHaveLength(1);
    await session.do('workflowRun.resume', id);
    await session.reach(id, 'succeeded');
  });

  it('is stopped with all that runs, and still runs its finally nodes', async () => {
    session.fateOf = ({ taskName }) => (taskName.endsWith('.last') ? {} : { outcome: 'wait' });
    const id = await session.run(
      [session.node('a'), session.node('b', ['a']), { id: 'w', kind: 'delay', delayMs: 60_000 }],
      { finally: [session.node('last')] },
    );
    const running = await session.worker.next(1);
    await session.client.calls.call('workflowRun.cancel', { id, reason: 'enough', actor: 'test' });
    await session.worker.isTold((message) => message.kind === 'cancel');
    await session.worker.finish(running, 'cancelled');
    await session.reach(id, 'cancelled');
    expect(await session.states(id)).toEqual({
      a: 'cancelled',
      b: 'cancelled',
      w: 'cancelled',
      last: 'succeeded',
    });
    expect(await session.client.run(id)).toMatchObject({ state: 'cancelled' });
  });

  it('that takes too long is stopped and has failed', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const id = await session.run([session.node('a'), session.node('b', ['a'])], { timeoutMs: 300 });
    const running = await session.worker.next(1);
    await session.worker.isTold((message) => message.kind === 'cancel');
    await session.worker.finish(running, 'cancelled');
    expect(await session.reach(id, 'failed')).toMatchObject({ failure: { kind: 'timeout' } });
    expect(await session.client.run(id)).toMatchObject({ state: 'timed_out' });
  });

  it('leaves nobody to look at it once it has ended', async () => {
    const id = await session.run([session.node('a')], { timeoutMs: 30 * 86_400_000 });
    await session.reach(id, 'succeeded');
    const wakes = await masters.database.run((each) =>
      each.select('SELECT id FROM workflow_wake WHERE workflow_run_id = ?', [id]),
    );
    expect(wakes).toEqual([]);
  });

  it('waits for its turn where the workflow allows one at a time', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const workflow = await session.create([session.node('a')], { maxConcurrent: 1 });
    const [one, two] = [await session.trigger(workflow), await session.trigger(workflow)];
    const first = await session.worker.next(1);
    expect(await session.get(two.id)).toMatchObject({ state: 'pending' });
    await session.worker.finish(first);
    await session.reach(one.id, 'succeeded');
    await session.worker.finish(await session.worker.next(2));
    await session.reach(two.id, 'succeeded');
  });

  it('is cancelled before it begins', async () => {
    const workflow = await session.create([session.node('a')]);
    const { id } = await session.trigger(workflow, { dueAt: '2100-01-01T00:00:00Z' });
    await session.client.calls.call('workflowRun.cancel', { id, reason: 'no', actor: 'test' });
    expect(await session.get(id)).toMatchObject({ state: 'cancelled', startedAt: null });
  });

  it('leaves no run behind of a node that has ended without it, though the order to end it got lost', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const id = await session.run([session.node('a'), session.node('b')]);
    await session.worker.next(2);
    await masters.database.transaction(async (write) => {
      await write.execute("UPDATE workflow_run SET states = 'rk' WHERE run_id = ?", [id]);
      await write.execute(
        "UPDATE node_run SET state = 'skipped' WHERE workflow_run_id = ? AND node_id = 'b'",
        [id],
      );
      const wake = { id: 'w', workflow_run_id: id, node_id: 'b', due_at: new Date(0) };
      await write.insertMany('workflow_wake', [wake]);
    });
    const { runId } = (await session.nodes(id)).get('b')!;
    await session.worker.isTold((message) => message.kind === 'cancel' && message.runId === runId);
  });

  it('takes the word of a person for a node', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const id = await session.run([session.node('a'), { id: 'b', kind: 'noop', dependsOn: ['a'] }]);
    const running = await session.worker.next(1);
    const body = { state: 'succeeded' as const, comment: 'done by hand', outputs: { by: 'hand' } };
    await session.client.calls.call('workflowRun.mark', { id, nodeId: 'a', body, actor: 'ada' });
    await session.reach(id, 'succeeded');
    expect((await session.nodes(id)).get('a')!.outputs).toEqual({ by: 'hand' });
    await session.worker.isTold((message) => message.kind === 'cancel' && message.runId === running.runId);
  });

  it('takes no word for a node before it begins, nor for an approval that others decide', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const approval = { id: 'ok', kind: 'approval', message: 'ok?', approvers: ['ada'], deadlineMs: 60_000 };
    const workflow = await session.create([session.node('a'), approval]);
    const mark = (id: string, nodeId: string) =>
      session.client.calls.call('workflowRun.mark', {
        id,
        nodeId,
        body: { state: 'succeeded' },
        actor: 'bob',
      });
    const later = await session.trigger(workflow, { dueAt: '2100-01-01T00:00:00Z' });
    await expect(mark(later.id, 'a')).rejects.toThrow('has not begun');
    const { id } = await session.trigger(workflow);
    await session.reachNode(id, 'ok', 'running');
    await expect(mark(id, 'ok')).rejects.toThrow('decided by ada');
  });

  it('hears one of those who decide at once about a node, and refuses the others', async () => {
    const id = await session.run(['a', 'b'].map((node) => ({ id: node, kind: 'approval', message: 'ok?' })));
    await session.reachNode(id, 'a', 'running');
    const decide = (decision: 'approved' | 'rejected') =>
      session.client.calls.call('workflowRun.decide', { id, nodeId: 'a', body: { decision }, actor: 'ada' });
    const answers = await Promise.allSettled([
      decide('approved'),
      decide('rejected'),
      decide('approved'),
      decide('rejected'),
    ]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(String(answer.reason)).toContain('"a"');
    }
  });

  it('that is stopped when the last items of a map have succeeded has a map that did', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const map = { ...session.node('m'), kind: 'map', items: [1, 2] };
    const id = await session.run([map, session.node('b', ['m'])]);
    const running = [await session.worker.next(1), await session.worker.next(2)];
    await session.client.calls.call('workflowRun.cancel', { id, reason: 'enough', actor: 'test' });
    await session.worker.isTold((message) => message.kind === 'cancel');
    for (const run of running) await session.worker.finish(run);
    await session.reach(id, 'cancelled');
    expect(await session.states(id)).toEqual({ m: 'succeeded', b: 'cancelled' });
  });

  it('that is stopped runs all items of a finally map, and hears who decides about its finally nodes', async () => {
    session.fateOf = ({ taskName }) => (taskName.endsWith('.a') ? { outcome: 'wait' } : {});
    const map = { id: 'm', kind: 'map', items: [1, 2, 3], maxParallel: 1, task: session.task() };
    const approval = { id: 'ok', kind: 'approval', message: 'gone?', deadlineMs: 60_000 };
    const id = await session.run([session.node('a')], { finally: [map, approval] });
    const running = await session.worker.next(1);
    await session.client.calls.call('workflowRun.cancel', { id, reason: 'enough', actor: 'test' });
    await session.worker.isTold((message) => message.kind === 'cancel');
    await session.worker.finish(running, 'cancelled');
    await session.reachNode(id, 'm', 'succeeded');
    const body = { decision: 'approved' as const };
    await session.client.calls.call('workflowRun.decide', { id, nodeId: 'ok', body, actor: 'ada' });
    await session.reach(id, 'cancelled');
    expect(await session.states(id)).toEqual({ a: 'cancelled', m: 'succeeded', ok: 'succeeded' });
  });
});
