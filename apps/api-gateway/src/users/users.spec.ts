import { describe, expect, it } from 'vitest';
import { useGateway, type AnswerBody } from '../testing/use-gateway.js';

describe('users', () => {
  const gateway = useGateway();
  const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    gateway.ask(method, `/api/v1${path}`, { token: gateway.admin, body, headers });
  const make = async (username: string, roles: object[] = []) =>
    (await ask('POST', '/users', { username, password: 'user-password', roles })).body;

  it('are made, shown without a password, and made once', async () => {
    const told = await ask('POST', '/users', {
      username: 'Ada',
      password: 'user-password',
      roles: [{ role: 'developer', project: 'payroll' }, { role: 'viewer' }],
    });
    expect(told.status).toBe(201);
    expect(told.body).toMatchObject({
      username: 'ada',
      roles: expect.arrayContaining([{ role: 'viewer', project: null }]) as unknown,
    });
    expect(JSON.stringify(told.body)).not.toMatch(/password|argon2/);
    expect((await ask('GET', `/users/${told.body.id}`)).body.roles).toHaveLength(2);
    expect((await ask('POST', '/users', { username: 'ADA', password: 'user-password' })).status).toBe(409);
  });

  it('are paged', async () => {
    for (const name of ['p1', 'p2', 'p3']) await make(name);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: AnswerBody = (await ask('GET', `/users?limit=2${cursor ? `&cursor=${cursor}` : ''}`)).body;
      seen.push(...page.items.map(({ username }) => username));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(expect.arrayContaining(['admin', 'p1', 'p2', 'p3']));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('that are disabled are out at once', async () => {
    const user = await make('bob', [{ role: 'viewer' }]);
    const token = await gateway.login('bob', 'user-password');
    expect((await gateway.ask('GET', '/api/v1/tasks', { token })).status).toBe(200);
    expect((await ask('PUT', `/users/${user.id}`, { enabled: false, roles: user.roles })).status).toBe(200);
    expect((await gateway.ask('GET', '/api/v1/tasks', { token })).status).toBe(401);
    await expect(gateway.login('bob', 'user-password')).rejects.toThrow('401');
  });

  it('change only from the version that was read', async () => {
    const user = await make('carl');
    const replace = (tag: string) =>
      ask('PUT', `/users/${user.id}`, { displayName: 'Carl' }, { 'if-match': tag });
    expect((await replace('"v1"')).body.version).toBe(2);
    expect((await replace('"v1"')).status).toBe(412);
  });

  it('always leave an administrator', async () => {
    const { body: me } = await ask('GET', '/auth/me');
    expect((await ask('DELETE', `/users/${me.id}`)).status).toBe(409);
    expect((await ask('PUT', `/users/${me.id}`, { roles: [{ role: 'viewer' }] })).status).toBe(409);
    expect((await ask('PUT', `/users/${me.id}`, { roles: [{ role: 'admin' }], enabled: false })).status).toBe(
      409,
    );
    expect((await ask('GET', '/users')).status).toBe(200);
  });

  it('are gone when deleted', async () => {
    const user = await make('dora');
    expect((await ask('DELETE', `/users/${user.id}`)).status).toBe(204);
    expect((await ask('GET', `/users/${user.id}`)).status).toBe(404);
    expect((await ask('DELETE', `/users/${user.id}`)).status).toBe(404);
  });
});
