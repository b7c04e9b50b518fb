import type { CallReply, TimelineRowDto } from '@orrery/contracts';
import { ForbiddenError, NotFoundError } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { answering } from '../testing/fake-services.js';
import { useGateway } from '../testing/use-gateway.js';

const run = { id: 'w1', workflowId: 'f1', version: 3, state: 'running', project: 'default' } as const;
const at = (second: number) => `2026-03-01T10:00:${String(second).padStart(2, '0')}.000Z`;

describe('runs of workflows over HTTP', () => {
  const gateway = useGateway();
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    gateway.ask(method, `/api/v1${path}`, { token: gateway.admin, body, headers });

  it('are triggered, once for each key', async () => {
    gateway.services.on('workflowRun.trigger', answering({ ...run, state: 'pending' }));
    const headers = { 'idempotency-key': 'once' };
    const told = await ask('POST', '/workflows/f1/runs', { inputs: { day: '2026-03-01' } }, headers);
    expect([told.status, told.headers.get('location')]).toEqual([202, '/api/v1/workflow-runs/w1']);
    expect(told.body).toMatchObject({ id: 'w1', state: 'pending' });
    expect((await ask('POST', '/workflows/f1/runs', { inputs: { day: '2026-03-01' } }, headers)).status).toBe(
      202,
    );
    expect(gateway.services.of('workflowRun.trigger')).toMatchObject([
      { workflowId: 'f1', body: { inputs: { day: '2026-03-01' } }, actor: 'admin' },
    ]);
    expect((await ask('POST', '/workflows/f1/runs')).status).toBe(202);
    expect(gateway.services.of('workflowRun.trigger')[1]).toMatchObject({ body: { inputs: {} } });
  });

  it('have no tag: they change while their version stays', async () => {
    gateway.services.on('workflowRun.get', answering({ ...run }));
    const told = await ask('GET', '/workflow-runs/w1', undefined, { 'if-none-match': '"v3"' });
    expect([told.status, told.headers.get('etag'), told.body.version]).toEqual([200, null, 3]);
  });

  it('are listed, each node as well', async () => {
    const query = '?workflowId=f1&project=default&state=failed&limit=5';
    expect((await ask('GET', `/workflow-runs${query}`)).status).toBe(200);
    expect((await ask('GET', '/workflow-runs/w1/nodes?limit=7&cursor=abc')).status).toBe(200);
    expect((await ask('GET', '/workflow-runs?state=lost')).status).toBe(422);
    expect(gateway.services.of('workflowRun.list')).toEqual([
      { query: { workflowId: 'f1', project: 'default', state: 'failed', limit: 5 } },
    ]);
    expect(gateway.services.of('workflowRun.nodes')).toEqual([
      { id: 'w1', query: { limit: 7, cursor: 'abc' } },
    ]);
  });

  it('show single nodes, and the items of a map', async () => {
    const path = '/workflow-runs/w1/nodes/a.b';
    gateway.services.on('workflowRun.node', answering<'workflowRun.node'>({ nodeId: 'a.b' }));
    const told = await ask('GET', path);
    expect(told).toMatchObject({ status: 200, body: { nodeId: 'a.b' } });
    expect((await ask('GET', `${path}/items?state=failed&limit=7&cursor=abc`)).status).toBe(200);
    expect((await ask('GET', `${path}/items?state=compensated`)).status).toBe(422);
    expect(gateway.services.of('workflowRun.node')).toEqual([{ id: 'w1', nodeId: 'a.b' }]);
    expect(gateway.services.of('workflowRun.items')).toEqual([
      { id: 'w1', nodeId: 'a.b', query: { state: 'failed', limit: 7, cursor: 'abc' } },
    ]);
  });

  it('are paused, resumed, cancelled, marked and run again', async () => {
    const mark = { state: 'skipped', comment: 'not needed' };
    expect((await ask('POST', '/workflow-runs/w1/pause')).status).toBe(200);
    expect((await ask('POST', '/workflow-runs/w1/resume')).status).toBe(200);
    expect((await ask('POST', '/workflow-runs/w1/cancel', { reason: 'late' })).status).toBe(202);
    expect((await ask('POST', '/workflow-runs/w1/nodes/a.b/mark', mark)).status).toBe(200);
    gateway.services.on('workflowRun.rerun', answering({ ...run, id: 'w2' }));
    const again = await ask('POST', '/workflow-runs/w1/rerun', { from: 'failed' });
    expect([again.status, again.headers.get('location')]).toEqual([202, '/api/v1/workflow-runs/w2']);
    expect(gateway.services.of('workflowRun.pause')).toEqual([{ id: 'w1', actor: 'admin' }]);
    expect(gateway.services.of('workflowRun.resume')).toEqual([{ id: 'w1', actor: 'admin' }]);
    expect(gateway.services.of('workflowRun.cancel')).toEqual([{ id: 'w1', reason: 'late', actor: 'admin' }]);
    expect(gateway.services.of('workflowRun.mark')).toEqual([
      { id: 'w1', nodeId: 'a.b', body: mark, actor: 'admin' },
    ]);
    expect((await ask('POST', '/workflow-runs/w1/nodes/a/mark', { state: 'failed' })).status).toBe(422);
    expect((await ask('POST', '/workflow-runs/w1/rerun', {})).status).toBe(422);
  });

  it('are decided by the user, also with a key', async () => {
    const grant = { role: 'operator' };
    const made = await ask('POST', '/api-keys', { name: 'phone', ...grant });
    const headers = { 'x-api-key': made.body.key };
    const path = '/api/v1/workflow-runs/w1/nodes/ok';
    const body = { comment: 'fine' };
    expect((await gateway.ask('POST', `${path}/approve`, { body, headers })).status).toBe(200);
    expect((await ask('POST', '/workflow-runs/w1/nodes/ok/reject')).status).toBe(200);
    expect(gateway.services.of('workflowRun.decide')).toEqual([
      {
        ...{ id: 'w1', nodeId: 'ok', actor: 'admin (key phone)', username: 'admin' },
        body: { decision: 'approved', comment: 'fine' },
      },
      { id: 'w1', nodeId: 'ok', body: { decision: 'rejected' }, actor: 'admin', username: 'admin' },
    ]);
    gateway.services.on('workflowRun.decide', () => {
      throw new ForbiddenError('Node "ok" is decided by ada.');
    });
    expect((await ask('POST', '/workflow-runs/w1/nodes/ok/approve')).status).toBe(403);
  });

  it('of another project do not exist, and are not listed', async () => {
    const token = await gateway.userWith({ role: 'operator', project: 'payroll' });
    gateway.services
      .on('workflowRun.get', answering({ ...run, project: 'other' }))
      .on('workflow.get', answering({ id: 'f1', project: 'other' }));
    for (const [method, path] of [
      ['POST', '/workflows/f1/runs'],
      ['GET', '/workflow-runs/w9'],
      ['GET', '/workflow-runs/w9/graph.svg'],
      ['GET', '/workflow-runs/w9/stream'],
      ['GET', '/workflow-runs/w9/nodes/a'],
      ['GET', '/workflow-runs/w9/nodes/a/items'],
      ['POST', '/workflow-runs/w9/pause'],
      ['POST', '/workflow-runs/w9/nodes/a/approve'],
    ] as const) {
      expect((await gateway.ask(method, `/api/v1${path}`, { token })).status, path).toBe(404);
    }
    expect((await gateway.ask('GET', '/api/v1/approvals?project=other', { token })).status).toBe(200);
    expect(gateway.services.of('workflowRun.approvals')).toEqual([
      { query: { project: 'other' }, projects: ['payroll'] },
    ]);
  });

  it('are drawn as a graph that runs nothing in a browser', async () => {
    const graph: CallReply<'workflowRun.graph'> = {
      ...{
        workflowRunId: 'w1',
        workflowName: 'etl',
        version: 3,
        state: 'running',
        timeZone: 'Europe/Berlin',
      },
      durationMs: 61_000,
      nodes: [
        { ...node('check', 'condition', 'succeeded'), durationMs: 0 },
        { ...node('<load>', 'task', 'running'), durationMs: 12_000, attempt: 2 },
        { ...node('each', 'map', 'running'), items: { total: 20, begun: 9, ended: 7, failed: 1 } },
        { ...node('wait', 'delay', 'running'), waitsUntil: at(30) },
      ],
      edges: [{ from: 'check', to: '<load>', label: 'then' }],
    };
    gateway.services.on('workflowRun.graph', answering<'workflowRun.graph'>(graph));
    const told = await ask('GET', '/workflow-runs/w1/graph.svg');
    expect(told.status).toBe(200);
    expect(told.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(told.headers.get('content-security-policy')).toBe(
      "default-src 'none';style-src 'unsafe-inline';frame-ancestors 'none';sandbox",
    );
    for (const text of [
      'etl · version 3',
      'running · 1 min 1 s · times in Europe/Berlin',
      '&lt;load&gt;',
      'attempt 2',
      '>then<',
    ]) {
      expect(told.body).toContain(text);
    }
    expect(told.body).toContain('7 of 20 items, 1 failed');
    expect(told.body).toContain('until 1 Mar 2026, 11:00:30');
  });

  it('are drawn over time, from all pages', async () => {
    const timeline = {
      ...{ workflowRunId: 'w1', workflowName: 'etl', state: 'succeeded', timeZone: 'Europe/Berlin' },
      ...{ startedAt: at(0), finishedAt: at(9) },
    } as const;
    const pages = [
      { ...timeline, items: [row('a', 1, 'failed', 0), row('a', 2, 'succeeded', 3)], nextCursor: 'next' },
      {
        ...timeline,
        items: [
          row('b', 1, 'succeeded', 6),
          { ...row('a', 1, 'succeeded', 8), part: 'undo' as const },
          {
            ...{ ...row('each', 1, 'compensation_failed', 8), part: 'undo' as const },
            items: { total: 4, begun: 2, ended: 2, failed: 1 },
          },
        ],
        nextCursor: null,
      },
    ];
    gateway.services.on('workflowRun.timeline', ({ query }) => pages[query.cursor === 'next' ? 1 : 0]);
    const told = await ask('GET', '/workflow-runs/w1/timeline.svg');
    expect([told.status, told.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    for (const text of ['11:00:00', '2 attempts', '>b<', 'a (undo)', 'each (undo 1 of 4)'])
      expect(told.body).toContain(text);
    const data = await ask('GET', '/workflow-runs/w1/timeline?limit=2');
    expect(data.body).toEqual(pages[0]);
    expect((await ask('GET', '/workflow-runs/w1/timeline?limit=2001')).status).toBe(422);
  });

  it('that are too long for a picture say so', async () => {
    gateway.services.on('workflowRun.timeline', answering({ items: [], nextCursor: 'more' }));
    const told = await ask('GET', '/workflow-runs/w1/timeline.svg');
    expect([told.status, told.body.detail]).toMatchObject([422, /more than 20000 attempts/]);
  });

  it('that have never begun are drawn as well', async () => {
    gateway.services.on('workflowRun.timeline', answering({ startedAt: null, finishedAt: at(1), items: [] }));
    expect((await ask('GET', '/workflow-runs/w1/timeline.svg')).status).toBe(200);
    gateway.services.on('workflowRun.graph', () => {
      throw NotFoundError.of('workflow run', 'w1');
    });
    const told = await ask('GET', '/workflow-runs/w1/graph.svg');
    expect([told.status, told.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });
});

function node(nodeId: string, kind: 'task' | 'map' | 'delay' | 'condition', state: 'running' | 'succeeded') {
  return {
    nodeId,
    kind,
    state,
    durationMs: null,
    attempt: null,
    isFinal: false,
    waitsUntil: null,
    items: null,
  };
}

function row(nodeId: string, attempt: number, state: string, second: number): TimelineRowDto {
  return {
    ...{ nodeId, kind: 'task', part: 'own', attempt, state, runId: 'r1', workerId: 'x', items: null },
    ...{ queuedAt: at(second), startedAt: at(second), finishedAt: at(second + 1) },
  };
}
