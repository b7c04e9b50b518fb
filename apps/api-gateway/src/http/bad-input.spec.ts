import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { useGateway } from '../testing/use-gateway.js';

const task = { name: 'hello', kind: 'shell', spec: { command: 'echo hello' } };
const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;

describe('bad input', () => {
  const gateway = useGateway();
  const post = (body: unknown, headers?: Record<string, string>) =>
    gateway.ask('POST', '/api/v1/tasks', { token: gateway.admin, body, headers });

  it.each([
    ['an unknown field', { ...task, extra: 1 }, '/extra'],
    ['a name over its limit', { ...task, name: 'n'.repeat(101) }, '/name'],
    ['a negative duration', { ...task, timeoutMs: -1 }, '/timeoutMs'],
    ['a huge number', { ...task, timeoutMs: 1e300 }, '/timeoutMs'],
    ['an array for an object', { ...task, spec: [] }, '/spec'],
    ['a text for an object', { ...task, params: 'text' }, '/params'],
    ['an unknown kind', { ...task, kind: 'nonsense' }, '/kind'],
    ['a nested field', { ...task, retry: { maxAttempts: 0 } }, '/retry/maxAttempts'],
    ['a NUL character', { ...task, spec: { command: 'echo \0' } }, '/spec/command'],
    ['a field named constructor', { ...task, params: { constructor: 'x' } }, '/params'],
    ['a number for a text', { ...task, description: 7 }, '/description'],
    ['a null for a text', { ...task, name: null }, '/name'],
    ['an empty body', {}, '/kind'],
  ])('answers 422 to %s and names the field', async (_, body, pointer) => {
    const told = await post(body);
    expect(told.status).toBe(422);
    expect(told.body.code).toBe('invalid');
    expect(told.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect(told.body.detail).toContain(pointer.slice(1).replaceAll('/', '.'));
    expect(gateway.services.of('task.create')).toEqual([]);
  });

  it.each([
    ['text that is not JSON', '{"name":', 400],
    ['an array', '[]', 422],
    ['a number', '1', 422],
    ['null', 'null', 422],
    ['a prototype key', '{"__proto__":{"admin":true},"name":"x"}', 400],
    ['a constructor key', '{"constructor":{"prototype":{"admin":true}}}', 400],
    ['deep nesting', `{"name":"x","kind":"shell","spec":{"command":"x"},"params":{"a":${deep}}}`, 422],
    [
      'a number that is infinite',
      '{"name":"x","kind":"shell","spec":{"command":"x"},"params":{"a":1e999}}',
      422,
    ],
    ['10 MB', JSON.stringify({ ...task, description: 'x'.repeat(10_000_000) }), 413],
  ])('answers %s with a problem', async (_, body, status) => {
    const told = await post(body);
    expect(told.status).toBe(status);
    expect(told.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(told.body).toMatchObject({
      status,
      title: expect.any(String) as unknown,
      detail: expect.any(String) as unknown,
    });
  });

  it('answers 422 to deep nesting under an idempotency key, which is hashed before the body is read', async () => {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const body = `{"name":"x","kind":"shell","spec":{"command":"x"},"params":{"a":${nested}}}`;
    const told = await post(body, { 'idempotency-key': 'deep' });
    expect([told.status, told.body.code]).toEqual([422, 'invalid']);
  });

  it('answers 415 to another media type', async () => {
    const told = await post('name=x', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([told.status, told.body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it.each([
    ['/api/v1/tasks/%00', 404],
    ['/api/v1/tasks/%zz', 400],
    ['/api/v1/tasks/..%2f..%2fetc', 404],
    ['/api/v1/tasks/__proto__', 404],
    ['/api/v1/nothing', 404],
    ['/api/v2/tasks', 404],
    ['/nothing', 404],
    ['/api/v1/tasks?limit=many', 422],
    ['/api/v1/tasks?limit=0', 422],
    ['/api/v1/tasks?limit=1&limit=2', 422],
    ['/api/v1/tasks?search=%00', 422],
    ['/api/v1/tasks?unknown=1', 422],
    ['/api/v1/tasks?__proto__=1', 422],
    ['/api/v1/tasks?project[]=1', 422],
    ['/api/v1/users?cursor=nonsense', 422],
    ['/api/v1/runs/r1/logs?after=-1', 422],
  ])('answers GET %s with %i', async (path, status) => {
    const told = await gateway.ask('GET', path, { token: gateway.admin });
    expect(told.status).toBe(status);
    expect(told.body).toMatchObject({
      status,
      code: expect.any(String) as unknown,
      traceId: expect.any(String) as unknown,
    });
  });

  it('answers 414 to an endless id', async () => {
    const told = await gateway.ask('GET', `/api/v1/tasks/${'x'.repeat(5000)}`, { token: gateway.admin });
    expect([told.status, told.body.code]).toEqual([414, 'uri_too_long']);
  });

  it('answers a wrong method with a problem', async () => {
    const told = await gateway.ask('PATCH', '/api/v1/tasks', { token: gateway.admin, body: {} });
    expect([told.status, told.body.code]).toEqual([404, 'not_found']);
  });

  it('survives a request that is not HTTP', async () => {
    const socket = connect(gateway.running.port, '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 400/);
    expect((await gateway.ask('GET', '/healthz')).status).toBe(200);
  });

  it('tells nothing of a fault of ours', async () => {
    gateway.services.on('task.get', () => {
      throw new Error('secret: table gone');
    });
    const told = await gateway.ask('GET', '/api/v1/tasks/t1', { token: gateway.admin });
    expect([told.status, told.body.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(told.body)).not.toContain('secret');
  });
});
