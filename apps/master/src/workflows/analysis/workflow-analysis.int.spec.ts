import type { CallReply, CallRequest } from '@orrery/contracts';
import { newId } from '@orrery/runtime';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();
const actor = 'test';
const anInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
const aNumber = expect.any(Number) as number;

describe('who looks back at runs of a workflow', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  const call = <Name extends 'workflow.analysis' | 'workflow.plan' | 'workflowRun.compare'>(
    name: Name,
    request: CallRequest<Name>,
  ): Promise<CallReply<Name>> => session.client.calls.call(name, request);
  const replace = (id: string, nodes: readonly object[]) =>
    session.client.calls.call('workflow.replace', { id, body: { nodes }, actor });
  const chain = () => [session.node('a'), { id: 'wait', kind: 'delay', delayMs: 200, dependsOn: ['a'] }];
  const runThrough = async (workflowId: string) => {
    const { id } = await session.trigger(workflowId);
    await session.reach(id, 'succeeded');
    return id;
  };

  it('sees how they ended and where their time went', async () => {
    session.fateOf = () => ({ outcome: session.ran.length === 1 ? 'failed' : 'succeeded' });
    const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 1 }, maxLosses: 3 };
    const nodes = [session.node('a', [], { retry }), ...chain().slice(1)];
    const workflowId = await session.create([...nodes, session.node('b', ['wait'])]);
    await runThrough(workflowId);
    session.fateOf = ({ taskName }) => ({ outcome: taskName.endsWith('.b') ? 'failed' : 'succeeded' });
    const { id: failed } = await session.trigger(workflowId);
    await session.reach(failed, 'failed');
    const told = await call('workflow.analysis', { id: workflowId, query: {} });
    expect(told).toMatchObject({
      workflowId,
      version: 1,
      runsLookedAt: 2,
      mostRuns: 1_000,
      oldestAt: anInstant,
      ends: { succeeded: 1, failed: 1, cancelled: 0 },
      successRate: 0.5,
    });
    const contributions = told.nodes.map(({ contribution }) => contribution);
    expect(contributions).toEqual(contributions.toSorted((one, other) => other - one));
    expect(contributions.reduce((sum, each) => sum + each)).toBeLessThan(1.001);
    const byId = new Map(told.nodes.map((each) => [each.nodeId, each]));
    expect(byId.get('wait')).toMatchObject({ kind: 'delay', runs: 2, onCriticalPath: 2, queued: null });
    expect(byId.get('wait')!.running!.p50Ms).toBeGreaterThanOrEqual(200);
    expect(byId.get('a')).toMatchObject({ runs: 2, retriedShare: 0.5, onCriticalPath: 2, failures: 0 });
    expect(byId.get('b')).toMatchObject({ runs: 2, failures: 1, skips: 0, onCriticalPath: 2 });
    expect(byId.get('b')!.trend).toMatchObject({ slopeMs: aNumber });
    expect(told.times.waitingMs).toBeGreaterThanOrEqual(400);
    const wholes = told.durations!;
    expect(wholes.maxMs).toBeGreaterThanOrEqual(wholes.p50Ms);
    expect((await call('workflow.analysis', { id: workflowId, query: { last: 1 } })).ends).toMatchObject({
      succeeded: 0,
      failed: 1,
    });
  });

  it('looks at the newest version that has any, or at the one named, and at no other times', async () => {
    const workflowId = await session.create([session.node('a')]);
    const analysis = (query: CallRequest<'workflow.analysis'>['query']) =>
      call('workflow.analysis', { id: workflowId, query });
    expect(await analysis({})).toMatchObject({ version: 1, runsLookedAt: 0, durations: null, trend: null });
    await runThrough(workflowId);
    await replace(workflowId, chain());
    expect(await analysis({})).toMatchObject({ version: 1, runsLookedAt: 1, trend: null });
    expect(await analysis({ version: 2 })).toMatchObject({ version: 2, runsLookedAt: 0 });
    await runThrough(workflowId);
    const { newestAt, ...newer } = await analysis({});
    expect(newer).toMatchObject({ version: 2, runsLookedAt: 1 });
    expect(await analysis({ to: newestAt! })).toMatchObject({ runsLookedAt: 0 });
    expect(await analysis({ from: newestAt! })).toMatchObject({ runsLookedAt: 1 });
    await expect(analysis({ version: 3 })).rejects.toThrow('has no version 3');
    await expect(analysis({ from: newestAt!, to: newestAt! })).rejects.toMatchObject({
      errors: [{ pointer: '/to' }],
    });
    await expect(call('workflow.analysis', { id: newId(), query: {} })).rejects.toThrow('no workflow');
  });

  it('plans by how long the nodes ran', async () => {
    const workflowId = await session.create([...chain(), { id: 'none', kind: 'noop' }]);
    const plan = (version?: number) => call('workflow.plan', { id: workflowId, version });
    expect(await plan()).toMatchObject({
      levels: [['a', 'none'], ['wait']],
      runsLookedAt: 0,
      expectedMs: 2,
      nodes: [{ nodeId: 'a', expectedMs: 1, runs: 0 }, { nodeId: 'wait' }, { nodeId: 'none' }],
    });
    await runThrough(workflowId);
    await runThrough(workflowId);
    const known = await plan();
    expect(known).toMatchObject({ runsLookedAt: 2, criticalPath: { nodes: ['a', 'wait'] } });
    expect(known.nodes[1]).toMatchObject({ nodeId: 'wait', runs: 2 });
    expect(known.nodes[1]!.expectedMs).toBeGreaterThanOrEqual(200);
    expect(known.nodes[2]).toEqual({ nodeId: 'none', expectedMs: 0, runs: 2 });
    expect(known.expectedMs).toBe(known.nodes[0]!.expectedMs + known.nodes[1]!.expectedMs);
    await replace(workflowId, chain());
    expect(await plan()).toMatchObject({ runsLookedAt: 0, expectedMs: 2 });
    expect(await plan(1)).toEqual(known);
    await expect(plan(9)).rejects.toThrow('has no version 9');
  });

  it('compares two of them, also of different versions', async () => {
    const workflowId = await session.create([...chain(), session.node('old', ['wait'])]);
    const one = await runThrough(workflowId);
    await replace(workflowId, [...chain(), session.node('new', ['wait'])]);
    const two = await runThrough(workflowId);
    const told = await call('workflowRun.compare', { id: two, withId: one });
    expect(told).toMatchObject({
      workflowId,
      run: { id: two, version: 2, state: 'succeeded', startedAt: anInstant },
      with: { id: one, version: 1, state: 'succeeded' },
      onlyInRun: ['new'],
      onlyInWith: ['old'],
    });
    expect(told.run.criticalPath.map(({ nodeId }) => nodeId)).toEqual(['a', 'wait', 'new']);
    expect(told.with.criticalPath.map(({ nodeId }) => nodeId)).toEqual(['a', 'wait', 'old']);
    expect(told.differenceMs).toBe(told.run.durationMs! - told.with.durationMs!);
    expect(told.nodes.map(({ nodeId }) => nodeId)).toEqual(['a', 'wait']);
    const [a] = told.nodes;
    expect(a!.run).toEqual({ state: 'succeeded', queuedMs: aNumber, durationMs: aNumber });
    expect(a!.differenceMs).toBe(a!.run.durationMs! - a!.with.durationMs!);
  });

  it('compares one that has not ended by what has, and none of another workflow', async () => {
    session.fateOf = ({ taskName }) => ({ outcome: taskName.endsWith('.b') ? 'wait' : 'succeeded' });
    const workflowId = await session.create([session.node('a'), session.node('b', ['a'])]);
    const { id: open } = await session.trigger(workflowId);
    await vi.waitFor(() => expect(session.ran).toHaveLength(2), { timeout: 10_000 });
    session.fateOf = () => ({});
    const ended = await runThrough(workflowId);
    const told = await call('workflowRun.compare', { id: open, withId: ended });
    expect(told).toMatchObject({
      run: { state: 'running', durationMs: null, criticalPath: [] },
      differenceMs: null,
      nodes: [
        { nodeId: 'a', differenceMs: aNumber },
        { nodeId: 'b', run: { state: 'running', durationMs: null }, differenceMs: null },
      ],
    });
    const foreign = await runThrough(await session.create([session.node('a')]));
    for (const withId of [foreign, newId(), open]) {
      await expect(call('workflowRun.compare', { id: open, withId })).rejects.toMatchObject({
        errors: [
          { pointer: '/with', detail: expect.stringContaining('is no other run of workflow') as string },
        ],
      });
    }
    await expect(call('workflowRun.compare', { id: newId(), withId: ended })).rejects.toThrow(
      'no workflow run',
    );
  });

  it('does not count what a rerun took over', async () => {
    session.fateOf = ({ taskName }) => ({ outcome: taskName.endsWith('.b') ? 'failed' : 'succeeded' });
    const workflowId = await session.create([session.node('a'), session.node('b', ['a'])]);
    const { id } = await session.trigger(workflowId);
    await session.reach(id, 'failed');
    session.fateOf = () => ({});
    const body = { from: 'failed' } as CallRequest<'workflowRun.rerun'>['body'];
    const again = await session.client.calls.call('workflowRun.rerun', { id, body, actor });
    await session.reach(again.id, 'succeeded');
    const { nodes } = await call('workflow.analysis', { id: workflowId, query: { last: 1 } });
    expect(
      new Map(nodes.map(({ nodeId, runs, onCriticalPath }) => [nodeId, [runs, onCriticalPath]])),
    ).toEqual(
      new Map([
        ['b', [1, 1]],
        ['a', [0, 0]],
      ]),
    );
    const told = await call('workflowRun.compare', { id: again.id, withId: id });
    expect(told.nodes[0]).toMatchObject({ run: { state: 'succeeded', durationMs: null } });
  });
});
