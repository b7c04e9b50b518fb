import type { NodeChange, WorkflowChanges, WorkflowEvent, WorkflowRunDto } from '@orrery/contracts';
import { NotFoundError, UnavailableError, type NodeState, type WorkflowRunState } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventReader } from '../testing/read-events.js';
import { useGateway } from '../testing/use-gateway.js';

describe('the stream of a workflow run', () => {
  const gateway = useGateway();
  let state: WorkflowRunState;
  let told: NodeChange[];
  let readers: EventReader[] = [];

  /** One change an answer: `seen` counts them. */
  const changes = ({ seen = '0' }: { seen?: string }): WorkflowChanges => {
    const nodes = told.slice(Number(seen), Number(seen) + 1);
    return {
      run: { id: 'w1', state } as WorkflowRunDto,
      nodes,
      seen: String(Number(seen) + nodes.length),
      isMore: told.length > Number(seen) + nodes.length,
    };
  };

  beforeEach(() => {
    state = 'running';
    told = [];
    gateway.services
      .on('workflowRun.get', () => ({ id: 'w1', project: 'default' }))
      .on('workflowRun.changes', changes);
  });
  afterEach(() => {
    for (const reader of readers) reader.leave();
    readers = [];
  });

  const open = async () => {
    const url = `${gateway.running.url.replace('localhost', '127.0.0.1')}/api/v1/workflow-runs/w1/stream`;
    const reader = await EventReader.open(url, { authorization: `Bearer ${gateway.admin}` });
    readers.push(reader);
    return reader;
  };
  const change = async (nodeId: string, nodeState: NodeState) => {
    told.push({ nodeId, state: nodeState, runId: null });
    await publish();
  };
  const publish = () =>
    new MessageSender(gateway.broker).send('workflow.event', { workflowRunId: 'w1', state } as WorkflowEvent);

  it('tells the present state at once, each change when it comes, and ends with the run', async () => {
    told = [
      { nodeId: 'a', state: 'succeeded', runId: 'r1' },
      { nodeId: 'b', state: 'running', runId: 'r2' },
    ];
    const reader = await open();
    expect(await reader.next()).toEqual({ event: 'meta', data: 'retry: 2000' });
    expect(await reader.next()).toMatchObject({ event: 'run', data: { state: 'running' } });
    expect(await reader.next()).toMatchObject({
      event: 'nodes',
      data: { items: [{ nodeId: 'a', runId: 'r1' }] },
    });
    expect(await reader.next()).toMatchObject({ event: 'nodes', data: { items: [{ nodeId: 'b' }] } });
    const askedMs = performance.now();
    await change('b', 'failed');
    expect(await reader.next()).toMatchObject({
      event: 'nodes',
      data: { items: [{ nodeId: 'b', state: 'failed' }] },
    });
    expect(performance.now() - askedMs).toBeLessThan(1_000);
    state = 'failed';
    await change('c', 'upstream_failed');
    expect(await reader.rest()).toMatchObject([
      { event: 'run', data: { state: 'failed' } },
      { event: 'nodes', data: { items: [{ nodeId: 'c' }] } },
      { event: 'end', data: { state: 'failed' } },
    ]);
  });

  it('outlives a service that is away for a moment, and an event that got lost', async () => {
    const reader = await open();
    await reader.next();
    await reader.next();
    let failures = 0;
    gateway.services.on('workflowRun.changes', () => {
      failures += 1;
      throw new UnavailableError('away');
    });
    await change('a', 'running');
    await vi.waitFor(() => expect(failures).toBeGreaterThan(0));
    gateway.services.on('workflowRun.changes', changes);
    expect(await reader.next()).toMatchObject({ event: 'nodes', data: { items: [{ nodeId: 'a' }] } });
  });

  it('of an unknown one is a problem, not a stream', async () => {
    gateway.services.on('workflowRun.get', () => {
      throw NotFoundError.of('workflow run', 'w1');
    });
    expect((await open()).response.status).toBe(404);
  });

  it('costs nothing when nobody looks any more', async () => {
    const reader = await open();
    await reader.next();
    await vi.waitFor(async () => expect(await publish()).toBe('routed'));
    reader.leave();
    await vi.waitFor(async () => expect(await publish()).toBe('unroutable'));
  });
});
