import { describe, expect, it } from 'vitest';
import { ADMIN_PASSWORD, useGateway } from '../testing/use-gateway.js';

describe('login', () => {
  const gateway = useGateway();
  const login = (username: string, password: string) =>
    gateway.ask('POST', '/api/v1/auth/login', { body: { username, password } });

  it('gives tokens for the right password, whatever the case of the name', async () => {
    const told = await login('Admin', ADMIN_PASSWORD);
    expect(told.status).toBe(200);
    expect(told.body).toEqual({
      accessToken: expect.any(String) as unknown,
      refreshToken: expect.stringMatching(/^orr_/) as unknown,
      expiresIn: 900,
    });
    const me = await gateway.ask('GET', '/api/v1/auth/me', { token: told.body.accessToken });
    expect(me.body).toMatchObject({
      username: 'admin',
      apiKey: null,
      roles: [{ role: 'admin', project: null }],
    });
  });

  it('tells the first administrator once', () => {
    expect(gateway.firstAdmins).toEqual([{ username: 'admin', password: ADMIN_PASSWORD, generated: false }]);
  });

  it('does not say whether name or password was wrong', async () => {
    const wrong = await login('admin', 'wrong-password');
    const unknown = await login('nobody', 'wrong-password');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body.detail).toBe(unknown.body.detail);
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});
