import { eventFeedQueue, type CallReply, type CallRequest, type WorkflowEvent } from '@orrery/contracts';
import { payloadsOf } from '@orrery/messaging';
import { newId } from '@orrery/runtime';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();
const anInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;

describe('who watches a workflow run', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  const call = <
    Name extends
      'workflowRun.approvals' | 'workflowRun.timeline' | 'workflowRun.graph' | 'workflowRun.changes',
  >(
    name: Name,
    request: CallRequest<Name>,
  ): Promise<CallReply<Name>> => session.client.calls.call(name, request);
  const approval = (id: string, over: object = {}) => ({
    ...{ id, kind: 'approval', message: 'Go on with {{ inputs.what }}?', deadlineMs: 60_000 },
    ...over,
  });
  const asking = { inputs: { what: { type: 'string', default: 'it' } } };

  it('sees what waits for a decision, by page and project, until it is decided', async () => {
    const id = await session.run([approval('one', { approvers: ['ada'] }), approval('two')], asking);
    await session.reachNode(id, 'two', 'running');
    const mine = async (query: CallRequest<'workflowRun.approvals'>['query'], projects?: string[]) => {
      const { items } = await call('workflowRun.approvals', { query: { limit: 200, ...query }, projects });
      return items.filter(({ workflowRunId }) => workflowRunId === id);
    };
    const all = await mine({});
    expect(all).toMatchObject([
      {
        nodeId: 'one',
        project: 'default',
        message: 'Go on with it?',
        approvers: ['ada'],
        deadline: anInstant,
      },
      { nodeId: 'two', approvers: [], since: anInstant, workflowId: (await session.get(id)).workflowId },
    ]);
    expect(await mine({ project: 'default' }, ['default', 'other'])).toEqual(all);
    expect(await mine({ project: 'other' })).toEqual([]);
    expect(await mine({ project: 'default' }, ['other'])).toEqual([]);
    const first = await call('workflowRun.approvals', { query: { limit: 1 } });
    const rest = await call('workflowRun.approvals', { query: { cursor: first.nextCursor! } });
    expect([...first.items, ...rest.items].slice(-2)).toEqual(all);

    const body = { decision: 'approved' as const };
    const decide = (actor: string, username?: string) =>
      session.client.calls.call('workflowRun.decide', { id, nodeId: 'one', body, actor, username });
    await expect(decide('bob')).rejects.toThrow('decided by ada');
    await decide('ada (key phone)', 'ada');
    expect((await mine({})).map(({ nodeId }) => nodeId)).toEqual(['two']);
    expect((await session.nodes(id)).get('one')!.outputs).toMatchObject({ by: 'ada (key phone)' });
  });

  it('reads when each attempt was queued and ran, items of a map together', async () => {
    let tries = 0;
    session.fateOf = ({ taskName }) => {
      if (taskName.endsWith('.again')) return { outcome: (tries += 1) < 3 ? 'failed' : 'succeeded' };
      return { outcome: taskName.endsWith('.bad') ? 'failed' : 'succeeded' };
    };
    const retry = { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 1 }, maxLosses: 3 };
    const id = await session.run(
      [
        session.node('again', [], { retry, compensate: { task: session.task(), params: {} } }),
        { id: 'each', kind: 'map', items: [1, 2, 3], task: session.task(), dependsOn: ['again'] },
        {
          ...{ id: 'undo', kind: 'map', items: [1, 2], task: session.task(), dependsOn: ['each'] },
          compensate: { task: session.task(), params: {} },
        },
        { id: 'none', kind: 'noop', dependsOn: ['undo'] },
        session.node('bad', ['none']),
        session.node('never', ['bad']),
      ],
      { onFailure: 'compensate', timeZone: 'Europe/Berlin' },
    );
    await session.reach(id, 'compensated');
    const whole = await call('workflowRun.timeline', { id, query: {} });
    expect(whole).toMatchObject({
      ...{ workflowRunId: id, state: 'compensated', timeZone: 'Europe/Berlin', nextCursor: null },
      ...{ startedAt: anInstant, finishedAt: anInstant },
    });
    const brief = whole.items.map(({ nodeId, part, attempt, state }) => [nodeId, part, attempt, state]);
    expect(brief).toEqual([
      ['again', 'own', 1, 'failed'],
      ['again', 'own', 2, 'failed'],
      ['again', 'own', 3, 'succeeded'],
      ['again', 'undo', 1, 'succeeded'],
      ['each', 'items', null, 'succeeded'],
      ['undo', 'items', null, 'succeeded'],
      ['undo', 'undo', null, 'compensated'],
      ['none', 'own', null, 'succeeded'],
      ['bad', 'own', 1, 'failed'],
    ]);
    for (const row of whole.items) {
      expect([row.startedAt, row.finishedAt]).toEqual([anInstant, anInstant]);
    }
    expect(whole.items.map(({ queuedAt }) => queuedAt !== null)).toEqual([
      ...[true, false, true, true, true, true, true, false, true],
    ]);
    const [itemsOfUndone, undoing] = whole.items.slice(5);
    expect(undoing).toMatchObject({ items: { total: 2, begun: 2, ended: 2, failed: 0 } });
    expect(undoing!.startedAt! >= itemsOfUndone!.finishedAt!).toBe(true);
    expect(undoing!.finishedAt! >= undoing!.startedAt!).toBe(true);
    expect(whole.items[0]).toMatchObject({ kind: 'task', workerId: session.worker.id, items: null });
    expect(whole.items[4]!.items).toEqual({ total: 3, begun: 3, ended: 3, failed: 0 });

    const pages = [];
    for (let cursor: string | undefined; ;) {
      const page = await call('workflowRun.timeline', { id, query: { limit: 3, cursor } });
      pages.push(page.items);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(pages.flat()).toEqual(whole.items);
    expect(pages.map(({ length }) => length)).toEqual([4, 3, 2]);
  });

  it('gets the graph with states, labels and what is going on', async () => {
    session.fateOf = ({ taskName }) => ({ outcome: taskName.endsWith('.wait') ? 'wait' : 'succeeded' });
    const id = await session.run(
      [
        { id: 'if', kind: 'condition', when: 'true', then: ['wait', 'both'], else: ['not', 'both'] },
        session.node('wait', ['if']),
        session.node('not', ['if']),
        {
          id: 'both',
          kind: 'switch',
          cases: [{ when: 'true', to: ['x'] }],
          default: ['x'],
          dependsOn: ['if'],
        },
        approval('x', { dependsOn: ['both'], message: 'x?' }),
      ],
      { finally: [{ id: 'last', kind: 'noop' }] },
    );
    await session.reachNode(id, 'x', 'running');
    await session.reachNode(id, 'wait', 'running');
    const graph = await call('workflowRun.graph', { id });
    expect(graph).toMatchObject({ workflowRunId: id, version: 1, state: 'running', timeZone: 'UTC' });
    expect(graph.nodes.map(({ nodeId, state, isFinal }) => [nodeId, state, isFinal])).toEqual([
      ['if', 'succeeded', false],
      ['wait', 'running', false],
      ['not', 'skipped', false],
      ['both', 'succeeded', false],
      ['x', 'running', false],
      ['last', 'pending', true],
    ]);
    expect(graph.nodes[1]).toMatchObject({ attempt: 1, durationMs: expect.any(Number) as number });
    expect(graph.nodes[4]).toMatchObject({ attempt: null, waitsUntil: anInstant });
    expect(graph.nodes[5]).toMatchObject({ durationMs: null });
    expect(graph.edges).toEqual([
      { from: 'if', to: 'wait', label: 'then' },
      { from: 'if', to: 'not', label: 'else' },
      { from: 'if', to: 'both', label: 'then' },
      { from: 'if', to: 'both', label: 'else' },
      { from: 'both', to: 'x', label: 'case 1' },
      { from: 'both', to: 'x', label: 'default' },
    ]);
  });

  it('is told each change once, however many there are', async () => {
    const wide = Array.from({ length: 1_200 }, (_, n) => ({ id: `n${n}`, kind: 'noop' }));
    const id = await session.run([approval('ok', { message: 'ok?' }), ...wide]);
    await session.reachNode(id, 'ok', 'running');
    const first = await call('workflowRun.changes', { id });
    const second = await call('workflowRun.changes', { id, seen: first.seen });
    expect([first.nodes.length, first.isMore, second.isMore]).toEqual([1_000, true, false]);
    expect(new Set([...first.nodes, ...second.nodes].map(({ nodeId }) => nodeId)).size).toBe(1_201);
    expect(first.nodes[0]).toEqual({ nodeId: 'ok', state: 'running', runId: null });
    const third = await call('workflowRun.changes', { id, seen: second.seen });
    expect([third.nodes, third.seen]).toEqual([[], second.seen]);
    const body = { decision: 'rejected' as const, comment: 'no' };
    await session.client.calls.call('workflowRun.decide', { id, nodeId: 'ok', body, actor: 'ada' });
    const last = await call('workflowRun.changes', { id, seen: second.seen });
    expect(last).toMatchObject({ run: { state: 'failed' }, nodes: [{ nodeId: 'ok', state: 'failed' }] });
    await expect(call('workflowRun.changes', { id: newId() })).rejects.toThrow('no workflow run');
  });

  it('hears of each step by an event, and too many nodes at once are not named', async () => {
    const { broker } = masters.rabbit;
    const heard: WorkflowEvent[] = [];
    const queue = eventFeedQueue(`test.${newId()}`, ['workflow.*']);
    await broker.declare(queue);
    const consumer = await broker.consume(queue.name, { prefetch: 100 }, (deliveries) => {
      for (const delivery of deliveries) {
        heard.push(...(payloadsOf(delivery) as WorkflowEvent[]));
        delivery.ack();
      }
      return Promise.resolve();
    });
    const id = await session.run([session.node('a'), { id: 'b', kind: 'noop', dependsOn: ['a'] }]);
    const of = (workflowRunId: string) => heard.filter((event) => event.workflowRunId === workflowRunId);
    await vi.waitFor(
      () => expect(of(id).map(({ state }) => state)).toEqual(['running', 'succeeded']),
      10_000,
    );
    const { runId } = (await session.nodes(id)).get('a')!;
    expect(of(id)).toMatchObject([
      {
        v: 1,
        project: 'default',
        progress: { running: 1 },
        nodes: [{ nodeId: 'a', state: 'running', runId }],
      },
      {
        progress: { ended: 2 },
        nodes: [
          { nodeId: 'a', state: 'succeeded', runId: null },
          { nodeId: 'b', state: 'succeeded' },
        ],
      },
    ]);
    const wide = await session.run(Array.from({ length: 201 }, (_, n) => ({ id: `n${n}`, kind: 'noop' })));
    await vi.waitFor(() => expect(of(wide)).toMatchObject([{ state: 'succeeded', nodes: null }]), 10_000);
    session.fateOf = () => ({ outcome: 'wait' });
    const stopped = await session.run([session.node('a'), session.node('b', ['a'])]);
    await session.reachNode(stopped, 'a', 'running');
    await session.client.calls.call('workflowRun.cancel', { id: stopped, reason: 'enough', actor: 'test' });
    const cancelled = { state: 'running', nodes: [{ nodeId: 'b', state: 'cancelled' }] };
    await vi.waitFor(() => expect(of(stopped).slice(1)).toMatchObject([cancelled]), 10_000);
    await consumer.stop();
  });
});
