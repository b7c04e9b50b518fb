import { ConflictError, NotFoundError, VersionMismatchError } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { answering } from '../testing/fake-services.js';
import { useGateway } from '../testing/use-gateway.js';
import { newTask, taskBody } from './task.examples.js';

describe('tasks over HTTP', () => {
  const gateway = useGateway();
  const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    gateway.ask(method, `/api/v1${path}`, { token: gateway.admin, body, headers });

  it('creates a task and says where it is', async () => {
    gateway.services.on('task.create', answering({ id: 't1', version: 1 }));
    const told = await ask('POST', '/tasks', {
      name: 'hello',
      kind: 'shell',
      spec: { command: 'echo hello' },
    });
    expect(told.status).toBe(201);
    expect(told.headers.get('location')).toBe('/api/v1/tasks/t1');
    expect(told.headers.get('etag')).toBe('"v1"');
    expect(gateway.services.of('task.create')).toMatchObject([
      { actor: 'admin', body: { project: 'default', name: 'hello', group: 'default', timeoutMs: 3_600_000 } },
    ]);
  });

  it('triggers runs, one and many', async () => {
    gateway.services
      .on('run.trigger', answering({ id: 'r1', state: 'dispatched' }))
      .on('run.triggerBatch', () => ({ items: [{ id: 'r2' }, { id: 'r3' }] }));
    const one = await ask('POST', '/tasks/t1/runs');
    expect([one.status, one.headers.get('location')]).toEqual([202, '/api/v1/runs/r1']);
    expect(one.body).toMatchObject({ id: 'r1', state: 'dispatched' });
    const many = await ask('POST', '/tasks/t1/runs/batch', { items: [{}, { params: { a: 1 } }] });
    expect([many.status, many.body.items.length]).toEqual([202, 2]);
    expect(gateway.services.of('run.triggerBatch')[0]?.items).toMatchObject([
      { params: {} },
      { params: { a: 1 } },
    ]);
  });

  it('hands If-Match on, and answers 412 for a version that is not the newest', async () => {
    gateway.services.on('task.replace', ({ ifVersion }) => {
      if (ifVersion !== 3) throw new VersionMismatchError('The task has version 3 now.');
      return { id: 't1', version: 4 };
    });
    const stale = await ask('PUT', '/tasks/t1', taskBody, { 'if-match': '"v2"' });
    expect([stale.status, stale.body.code]).toEqual([412, 'version_mismatch']);
    const fresh = await ask('PUT', '/tasks/t1', taskBody, { 'if-match': '"v3"' });
    expect([fresh.status, fresh.headers.get('etag')]).toEqual([200, '"v4"']);
    gateway.services.on('task.replace', answering({ id: 't1', version: 5 }));
    expect((await ask('PUT', '/tasks/t1', taskBody, { 'if-match': '*' })).status).toBe(200);
    for (const tag of ['W/"v3"', '"other"', 'v3']) {
      expect((await ask('PUT', '/tasks/t1', taskBody, { 'if-match': tag })).status, tag).toBe(412);
    }
  });

  it('says what a deletion would stop, for people and for programs', async () => {
    const details = { runs: { running: 1, waiting: 2, ids: ['r1'] } };
    gateway.services.on('task.delete', ({ force }) => {
      if (!force) throw new ConflictError('The task has 1 running run(s).', [], details);
      return { deleted: true };
    });
    const refused = await ask('DELETE', '/tasks/t1');
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict', details } });
    expect((await ask('DELETE', '/tasks/t1?force=true')).status).toBe(204);
  });

  it('answers 304 to a reader who has the newest version', async () => {
    gateway.services.on('task.get', answering({ id: 't1', version: 7 }));
    const same = await ask('GET', '/tasks/t1', undefined, { 'if-none-match': '"v6", W/"v7"' });
    expect([same.status, same.body]).toEqual([304, '']);
    expect((await ask('GET', '/tasks/t1', undefined, { 'if-none-match': '"v6"' })).status).toBe(200);
  });

  it('deletes with 204, forced when asked', async () => {
    expect((await ask('DELETE', '/tasks/t1?force=true')).status).toBe(204);
    expect((await ask('DELETE', '/tasks/t1')).status).toBe(204);
    expect(gateway.services.of('task.delete').map(({ force }) => force)).toEqual([true, false]);
  });

  it('hands the query on with its types', async () => {
    await ask('GET', '/tasks?limit=5&search=he&kind=shell&project=default');
    const query = { limit: 5, search: 'he', kind: 'shell', project: 'default' };
    expect(gateway.services.of('task.list')).toEqual([{ query }]);
  });

  it('passes the errors of the service on', async () => {
    gateway.services.on('task.get', () => {
      throw NotFoundError.of('task', 't9');
    });
    const told = await ask('GET', '/tasks/t9');
    expect(told.status).toBe(404);
    expect(told.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(told.body).toMatchObject({
      type: 'urn:orrery:problem:not_found',
      status: 404,
      detail: 'There is no task "t9".',
      instance: '/api/v1/tasks/t9',
      code: 'not_found',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
    });
  });

  it('validates the example of the documentation', async () => {
    expect((await ask('POST', '/tasks/validate', newTask)).status).toBe(200);
  });

  it('takes a trace in and tells it', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const told = await ask('GET', '/tasks/t1', undefined, {
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    });
    expect(told.headers.get('x-trace-id')).toBe(traceId);
    expect(told.headers.get('traceparent')).toContain(traceId);
  });
});
