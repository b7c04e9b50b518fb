import { describe, expect, it } from 'vitest';
import { useGateway } from '../testing/use-gateway.js';

describe('API keys', () => {
  const gateway = useGateway();
  const make = (token: string, body: object) => gateway.ask('POST', '/api/v1/api-keys', { token, body });
  const withKey = (key: string, path = '/api/v1/tasks', method = 'GET', body?: unknown) =>
    gateway.ask(method, path, { headers: { 'x-api-key': key }, body });

  it('work as X-API-Key within their role and are shown once', async () => {
    const told = await make(gateway.admin, { name: 'deploy', role: 'operator' });
    expect(told.status).toBe(201);
    expect(told.body.key).toMatch(/^ork_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}$/);
    expect((await withKey(told.body.key)).status).toBe(200);
    expect((await withKey(told.body.key, '/api/v1/users')).status).toBe(403);
    expect((await withKey(told.body.key, '/api/v1/auth/me')).body).toMatchObject({
      username: 'admin',
      apiKey: 'deploy',
      roles: [{ role: 'operator', project: null }],
    });
    await withKey(told.body.key, '/api/v1/tasks/t1/pause', 'POST');
    expect(gateway.services.of('task.pause')).toMatchObject([{ actor: 'admin (key deploy)' }]);
    const shown = await gateway.ask('GET', `/api/v1/api-keys/${told.body.id}`, { token: gateway.admin });
    expect(shown.body).toMatchObject({ name: 'deploy', lastUsedAt: expect.any(String) as unknown });
    expect(JSON.stringify(shown.body)).not.toContain(told.body.key);
  });

  it('never exceed their owner', async () => {
    const token = await gateway.userWith({ role: 'operator', project: 'payroll' });
    expect((await make(token, { name: 'k', role: 'operator' })).status).toBe(403);
    expect((await make(token, { name: 'k', role: 'developer', project: 'payroll' })).status).toBe(403);
    const { status, body } = await make(token, { name: 'k', role: 'operator', project: 'payroll' });
    expect(status).toBe(201);
    expect((await make(token, { name: 'k', role: 'nonsense', project: 'payroll' })).status).toBe(422);
    const another = await withKey(body.key, '/api/v1/api-keys', 'POST', {
      name: 'k',
      role: 'viewer',
      project: 'payroll',
    });
    expect(another.status).toBe(403);
  });

  it('end when they expire, are deleted, or are altered', async () => {
    const expiresAt = new Date(gateway.clock.now().getTime() + 60_000).toISOString();
    const { body } = await make(gateway.admin, { name: 'short', role: 'viewer', expiresAt });
    expect((await withKey(body.key)).status).toBe(200);
    expect((await withKey(`${body.key.slice(0, -1)}${body.key.endsWith('A') ? 'B' : 'A'}`)).status).toBe(401);
    gateway.clock.tick(60_001);
    expect((await withKey(body.key)).status).toBe(401);
    const late = await make(gateway.admin, { name: 'late', role: 'viewer', expiresAt });
    expect([late.status, late.body.errors[0]?.pointer]).toEqual([422, '/expiresAt']);
    const other = (await make(gateway.admin, { name: 'other', role: 'viewer' })).body;
    expect((await withKey(other.key)).status).toBe(200);
    const remove = { token: gateway.admin };
    expect((await gateway.ask('DELETE', `/api/v1/api-keys/${other.id}`, remove)).status).toBe(204);
    expect((await withKey(other.key)).status).toBe(401);
  });

  it('cannot remove each other, but themselves', async () => {
    const token = await gateway.userWith({ role: 'developer' });
    const strong = (await make(token, { name: 'strong', role: 'developer' })).body;
    const weak = (await make(token, { name: 'weak', role: 'viewer' })).body;
    const removed = async (id: string) =>
      (await withKey(weak.key, `/api/v1/api-keys/${id}`, 'DELETE')).status;
    expect([await removed(strong.id), await removed(weak.id)]).toEqual([403, 204]);
    expect((await withKey(strong.key)).status).toBe(200);
  });

  it('are seen by their owner and by administrators', async () => {
    const owner = await gateway.userWith({ role: 'viewer' });
    const stranger = await gateway.userWith({ role: 'viewer' });
    const { id } = (await make(owner, { name: 'mine', role: 'viewer' })).body;
    const see = async (token: string) =>
      (await gateway.ask('GET', `/api/v1/api-keys/${id}`, { token })).status;
    expect([await see(owner), await see(stranger), await see(gateway.admin)]).toEqual([200, 404, 200]);
    const list = (await gateway.ask('GET', '/api/v1/api-keys', { token: owner })).body;
    expect(list.items.map((key: { name: string }) => key.name)).toEqual(['mine']);
  });
});
