import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('a run of a workflow', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  const failing =
    (...ids: string[]) =>
    ({ taskName }: { readonly taskName: string }) =>
      ids.some((id) => taskName.endsWith(`.${id}`)) ? ({ outcome: 'failed' } as const) : {};
  const order = () => session.ran.map((name) => name.slice(name.lastIndexOf('.') + 1));

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

  it('undoes what had succeeded when a later node fails', async () => {
    session.fateOf = failing('ship');
    const undo = (id: string) => ({
      compensate: { task: session.task(), params: { of: `{{ nodes.${id}.state }}` } },
    });
    const id = await session.run(
      [
        session.node('reserve', [], undo('reserve')),
        session.node('pay', ['reserve'], undo('pay')),
        session.node('ship', ['pay']),
      ],
      { onFailure: 'compensate' },
    );
    await session.reach(id, 'compensated');
    expect(order()).toEqual(['reserve', 'pay', 'ship', 'compensate', 'compensate']);
    expect(session.ran.slice(3).map((name) => name.split('.').at(-2))).toEqual(['pay', 'reserve']);
    expect(await session.client.run(id)).toMatchObject({ state: 'failed' });
  });

  it('says when undoing failed, and undoes what is left when asked to', async () => {
    session.fateOf = failing('bad', 'compensate');
    const compensate = { task: session.task() };
    const nodes = [
      session.node('first', [], { compensate }),
      session.node('a', ['first'], { compensate }),
      session.node('bad', ['a']),
    ];
    const id = await session.run(nodes, { onFailure: 'compensate', finally: [session.node('last')] });
    const { failure } = await session.reach(id, 'compensation_failed');
    const left = { first: 'succeeded', a: 'compensation_failed', bad: 'failed', last: 'succeeded' };
    expect(await session.states(id)).toEqual(left);
    const { compensation } = (await session.nodes(id)).get('a')!;
    expect(compensation).toMatchObject({ state: 'compensation_failed', item: null, items: null });
    expect(failure).toMatchObject({
      ...{
        nodeId: 'bad',
        message: expect.stringContaining('the compensation of node "a" failed: ') as string,
      },
      compensation: { nodeId: 'a', runId: compensation!.runId, message: compensation!.failure!.message },
    });
    session.fateOf = () => ({});
    session.ran.length = 0;
    const body = { from: 'compensation' as const };
    const again = await session.client.calls.call('workflowRun.rerun', { id, body, actor: 'test' });
    const { progress } = await session.reach(again.id, 'compensated');
    expect(session.ran.map((name) => name.split('.').at(-1))).toEqual(['compensate', 'compensate', 'last']);
    expect(progress).toMatchObject({ total: 4, succeeded: 1, failed: 1, compensated: 2 });
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

  it('is refused for inputs that do not fit, naming them', async () => {
    const id = await session.create([session.node('a')], { inputs: { n: { type: 'integer' } } });
    await expect(session.trigger(id, { inputs: { n: 'x', m: 1 } })).rejects.toMatchObject({
      errors: [{ pointer: '/inputs/m' }, { pointer: '/inputs/n' }],
    });
  });
});
