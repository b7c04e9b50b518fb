import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { failing, WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('a run of a workflow', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  it('runs its nodes in their order, and tells what became of each', async () => {
    const { id: hello } = await session.client.task({ name: `hello-${session.client.group}` });
    const id = await session.run([
      session.node('a'),
      session.node('b', ['a'], { task: hello }),
      { id: 'c', kind: 'noop', dependsOn: ['a', 'b'] },
    ]);
    const done = await session.reach(id, 'succeeded');
    expect(done).toMatchObject({
      progress: { total: 3, ended: 3, running: 0, succeeded: 3, failed: 0 },
      trigger: 'api',
      failure: null,
    });
    expect(session.ran).toHaveLength(2);
    const nodes = await session.nodes(id);
    expect([...nodes.keys()]).toEqual(['a', 'b', 'c']);
    expect(nodes.get('a')).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      runId: expect.any(String) as string,
    });
    const run = await session.client.run(nodes.get('b')!.runId!);
    expect(run).toMatchObject({ taskId: hello, workflowRunId: id, nodeId: 'b', state: 'succeeded' });
    expect(await session.client.run(id)).toMatchObject({ state: 'succeeded', group: '~workflow' });
  });

  it('gives outputs to the nodes behind, with inputs and times', async () => {
    session.fateOf = ({ taskName }) => ({
      result: taskName.endsWith('.a') ? { rows: 3, list: ['x', 'y'] } : null,
    });
    const params = {
      rows: '{{ nodes.a.outputs.rows + inputs.more }}',
      text: 'day {{ inputs.day }} of {{ time.year }}',
    };
    const id = await session.run(
      [session.node('a'), session.node('b', ['a'], { params })],
      { inputs: { more: { type: 'integer', default: 4 }, day: { type: 'date' } } },
      { day: '2026-03-01' },
    );
    await session.reach(id, 'succeeded');
    expect(session.params[1]).toEqual({
      rows: 7,
      text: expect.stringMatching(/^day 2026-03-01 of \d{4}$/) as string,
    });
  });

  it('goes on with the branch that a condition or switch chooses', async () => {
    session.fateOf = () => ({ result: { rows: 3 } });
    const id = await session.run([
      session.node('a'),
      {
        id: 'if',
        kind: 'condition',
        when: 'nodes.a.outputs.rows > 2',
        then: ['many'],
        else: ['few'],
        dependsOn: ['a'],
      },
      session.node('many', ['if']),
      session.node('few', ['if']),
      {
        id: 'which',
        kind: 'switch',
        cases: [{ when: 'nodes.a.outputs.rows == 2', to: ['two'] }],
        default: ['other'],
        dependsOn: ['a'],
      },
      session.node('two', ['which']),
      session.node('other', ['which']),
      session.node('join', ['many', 'few'], { triggerRule: 'none_failed_min_one_success' }),
    ]);
    await session.reach(id, 'succeeded');
    expect(await session.states(id)).toEqual({
      a: 'succeeded',
      if: 'succeeded',
      many: 'succeeded',
      few: 'skipped',
      which: 'succeeded',
      two: 'skipped',
      other: 'succeeded',
      join: 'succeeded',
    });
  });

  it('fails with the node that failed, and runs its finally nodes', async () => {
    session.fateOf = failing('bad');
    const id = await session.run([session.node('bad'), session.node('next', ['bad'])], {
      finally: [session.node('last')],
    });
    const run = await session.reach(id, 'failed');
    expect(run.failure).toEqual({ kind: 'node', message: 'node "bad" failed: exit 1', nodeId: 'bad' });
    expect(await session.states(id)).toEqual({ bad: 'failed', next: 'upstream_failed', last: 'succeeded' });
    expect((await session.nodes(id)).get('bad')!.failure).toMatchObject({ message: 'exit 1' });
    expect((await session.client.run(id)).error).toMatchObject({ kind: 'node' });
  });

  it('tries a node again by its own retry policy', async () => {
    let tries = 0;
    session.fateOf = () => ({ outcome: (tries += 1) < 3 ? 'failed' : 'succeeded' });
    const retry = { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 1 }, maxLosses: 3 };
    const { id: task } = await session.client.task();
    const id = await session.run([session.node('a', [], { task, retry })]);
    await session.reach(id, 'succeeded');
    expect((await session.nodes(id)).get('a')).toMatchObject({ attempt: 3 });
  });

  it('waits: for a time, for a person, for nothing for ever', async () => {
    const id = await session.run(
      [
        { id: 'd', kind: 'delay', delayMs: 150 },
        {
          id: 'ok',
          kind: 'approval',
          message: 'Go on with {{ inputs.what }}?',
          deadlineMs: 60_000,
          dependsOn: ['d'],
        },
        { id: 'never', kind: 'event', event: 'nobody.sends', deadlineMs: 200, onDeadline: 'skip' },
      ],
      { inputs: { what: { type: 'string', default: 'it' } } },
    );
    const waiting = await session.reachNode(id, 'ok', 'running');
    expect(waiting.detail).toEqual({ message: 'Go on with it?', approvers: [] });
    await session.reachNode(id, 'never', 'skipped');
    const decide = {
      id,
      nodeId: 'ok',
      body: { decision: 'approved' as const, comment: 'fine' },
      actor: 'ada',
    };
    await session.client.calls.call('workflowRun.decide', decide);
    await session.reach(id, 'succeeded');
    expect((await session.nodes(id)).get('ok')!.outputs).toEqual({
      decision: 'approved',
      by: 'ada',
      comment: 'fine',
    });
    await expect(session.client.calls.call('workflowRun.decide', decide)).rejects.toThrow(
      'succeeded already',
    );
  });

  it('fails a node whose expression fails, and says why', async () => {
    const id = await session.run([
      session.node('a'),
      session.node('b', ['a'], { params: { x: '{{ nodes.a.outputs.x }}' } }),
    ]);
    await session.reach(id, 'failed');
    expect((await session.nodes(id)).get('b')).toMatchObject({
      state: 'failed',
      failure: { kind: 'expression' },
    });
  });

  it('is refused for inputs that do not fit, naming them', async () => {
    const id = await session.create([session.node('a')], { inputs: { n: { type: 'integer' } } });
    await expect(session.trigger(id, { inputs: { n: 'x', m: 1 } })).rejects.toMatchObject({
      errors: [{ pointer: '/inputs/m' }, { pointer: '/inputs/n' }],
    });
  });
});
