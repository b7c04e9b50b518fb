import { describe, expect, it } from 'vitest';
import { ADMIN_PASSWORD, useGateway } from '../testing/use-gateway.js';
import { FAILURES_ALLOWED, LOCKOUT_WINDOW_MS } from './lockout.js';

describe('lockout', () => {
  const gateway = useGateway();
  const login = (password: string) =>
    gateway.ask('POST', '/api/v1/auth/login', { body: { username: 'admin', password } });

  it('refuses even the right password after ten failures, until the window has passed', async () => {
    for (let n = 0; n < FAILURES_ALLOWED; n++) expect((await login('wrong-password')).status).toBe(401);
    const locked = await login(ADMIN_PASSWORD);
    expect([locked.status, locked.body.code]).toEqual([429, 'locked_out']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(locked.headers.get('retry-after'))).toBeLessThanOrEqual(LOCKOUT_WINDOW_MS / 1000);
    gateway.clock.tick(LOCKOUT_WINDOW_MS + 1);
    expect((await login(ADMIN_PASSWORD)).status).toBe(200);
  });

  it('forgets failures after a success', async () => {
    for (let n = 0; n < FAILURES_ALLOWED - 1; n++) await login('wrong-password');
    expect((await login(ADMIN_PASSWORD)).status).toBe(200);
    for (let n = 0; n < FAILURES_ALLOWED - 1; n++) expect((await login('wrong-password')).status).toBe(401);
    expect((await login(ADMIN_PASSWORD)).status).toBe(200);
  });

  it('lets no more than ten of many tries at once be checked', async () => {
    const tries = await Promise.all(Array.from({ length: 30 }, () => login('wrong-password')));
    expect(tries.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(FAILURES_ALLOWED);
  });
});
