import { ConflictError, UnavailableError } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { answering } from '../testing/fake-services.js';
import { useGateway } from '../testing/use-gateway.js';

describe('Idempotency-Key', () => {
  const gateway = useGateway();
  const trigger = (key: string, params: object = {}, token = gateway.admin) =>
    gateway.ask('POST', '/api/v1/tasks/t1/runs', {
      token,
      body: { params },
      headers: { 'idempotency-key': key },
    });
  const triggered = () => gateway.services.of('run.trigger').length;

  it('makes a repeated request happen once and gives the first answer again', async () => {
    gateway.services.on('run.trigger', answering({ id: 'r1' }));
    const first = await trigger('once');
    const second = await trigger('once');
    expect(triggered()).toBe(1);
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(second.headers.get('location')).toBe('/api/v1/runs/r1');
    expect([first, second].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  });

  it('tells the service the key, so that a lost answer does not make a second run', async () => {
    gateway.services.on('run.trigger', () => {
      throw new UnavailableError('the answer got lost');
    });
    expect((await trigger('lost')).status).toBe(503);
    expect((await trigger('lost')).status).toBe(503);
    await trigger('another');
    const keys = gateway.services
      .of('run.trigger')
      .map((request) => (request as { requestKey: string }).requestKey);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('lets one of many at once through', async () => {
    const told = await Promise.all(Array.from({ length: 12 }, () => trigger('together')));
    expect(triggered()).toBe(1);
    expect(told.every(({ status }) => status === 202 || status === 409)).toBe(true);
    expect(told.some(({ status }) => status === 202)).toBe(true);
  });

  it('refuses another request under the same key', async () => {
    await trigger('taken', { a: 1 });
    const other = await trigger('taken', { a: 2 });
    expect([other.status, other.body.errors[0]?.pointer]).toEqual([422, '/Idempotency-Key']);
    expect(triggered()).toBe(1);
  });

  it('answers 409 while the first request runs', async () => {
    let finish: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      gateway.services.on('run.trigger', async () => {
        resolve();
        await new Promise<void>((done) => (finish = done));
        return { id: 'slow' };
      });
    });
    const first = trigger('slow');
    await reached;
    expect((await trigger('slow')).status).toBe(409);
    finish();
    expect((await first).status).toBe(202);
    expect((await trigger('slow')).headers.get('idempotent-replayed')).toBe('true');
  });

  it.each([
    ['a service that is away', new UnavailableError('away'), 503],
    ['a conflict', new ConflictError('paused'), 409],
  ])('keeps nothing of %s', async (name, error, status) => {
    gateway.services.on('run.trigger', () => {
      throw error;
    });
    expect((await trigger(name.replaceAll(' ', '-'))).status).toBe(status);
    gateway.services.reset();
    expect((await trigger(name.replaceAll(' ', '-'))).status).toBe(202);
    expect(triggered()).toBe(1);
  });

  it('belongs to its sender', async () => {
    const other = await gateway.userWith({ role: 'operator' });
    await trigger('mine');
    expect((await trigger('mine', {}, other)).headers.get('idempotent-replayed')).toBeNull();
    expect(triggered()).toBe(2);
  });

  it('must be visible ASCII', async () => {
    expect((await trigger('x'.repeat(256))).status).toBe(422);
    expect((await trigger('with blank')).status).toBe(422);
  });

  it('is not looked at where nothing is made', async () => {
    const headers = { 'idempotency-key': 'read' };
    const told = await gateway.ask('GET', '/api/v1/tasks', { token: gateway.admin, headers });
    expect(told.status).toBe(200);
  });
});
