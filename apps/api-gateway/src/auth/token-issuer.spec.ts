import { describe, expect, it } from 'vitest';
import { ADMIN_PASSWORD, useGateway } from '../testing/use-gateway.js';
import { ACCESS_TOKEN_S } from './access-tokens.js';

describe('tokens', () => {
  const gateway = useGateway();
  const login = async () => {
    const body = { username: 'admin', password: ADMIN_PASSWORD };
    return (await gateway.ask('POST', '/api/v1/auth/login', { body })).body;
  };
  const refresh = (refreshToken: string) =>
    gateway.ask('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
  const me = (token: string) => gateway.ask('GET', '/api/v1/auth/me', { token });

  it('rotate, and a second use ends the login', async () => {
    const first = await login();
    const second = (await refresh(first.refreshToken)).body;
    expect((await me(second.accessToken)).status).toBe(200);
    const third = (await refresh(second.refreshToken)).body;
    expect((await refresh(second.refreshToken)).status).toBe(401);
    expect((await refresh(third.refreshToken)).status).toBe(401);
  });

  it('end with a logout', async () => {
    const { refreshToken } = await login();
    expect((await gateway.ask('POST', '/api/v1/auth/logout', { body: { refreshToken } })).status).toBe(204);
    expect((await refresh(refreshToken)).status).toBe(401);
  });

  it('expire', async () => {
    const { accessToken, refreshToken } = await login();
    gateway.clock.tick(ACCESS_TOKEN_S * 1000 + 1000);
    const old = await me(accessToken);
    expect([old.status, old.body.detail]).toEqual([401, expect.stringContaining('expired') as unknown]);
    expect((await refresh(refreshToken)).status).toBe(200);
    gateway.clock.tick(15 * 86_400_000);
    expect((await refresh((await login()).refreshToken)).status).toBe(200);
  });

  it('of another signer, algorithm or audience are refused', async () => {
    const { accessToken } = await login();
    const [header, payload] = accessToken.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    for (const forged of [
      `${none}.${payload}.`,
      `${header}.${payload}.AAAA`,
      `${header}.${payload}`,
      'a.b.c',
    ]) {
      expect((await me(forged)).status).toBe(401);
    }
  });
});
