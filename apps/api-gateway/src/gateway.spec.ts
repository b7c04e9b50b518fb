import { once } from 'node:events';
import { InProcessBroker } from '@orrery/messaging';
import { createLogger } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { startGateway } from './index.js';
import { FakeServices } from './testing/fake-services.js';
import { gatewayConfig, useGateway } from './testing/use-gateway.js';

const logger = createLogger('test', 'silent');

describe('a gateway whose services are away', () => {
  const gateway = useGateway();
  const get = (path: string) => gateway.ask('GET', path, { token: gateway.admin });

  it('answers 503 with Retry-After within five seconds when nobody answers', async () => {
    gateway.services.fallSilent();
    const startedMs = performance.now();
    const told = await get('/api/v1/tasks');
    expect(performance.now() - startedMs).toBeLessThan(5_500);
    expect([told.status, told.body.code]).toEqual([503, 'unavailable']);
    expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('answers readiness, health and measurements by route', async () => {
    await get('/api/v1/tasks/some-id');
    await get('/nothing/here');
    expect(await get('/readyz')).toMatchObject({
      status: 200,
      body: { ready: true, checks: { accepting: true, broker: true, database: true } },
    });
    expect(await get('/healthz')).toMatchObject({ status: 200, body: { healthy: true } });
    const { body } = await get('/metrics');
    expect(body).toContain('method="GET",route="/api/v1/tasks/:id",status="200"');
    expect(body).toContain('route="unmatched",status="404"');
    expect(body).not.toContain('some-id');
  });

  it('says what browsers may do with its answers', async () => {
    const { headers } = await get('/api/v1/tasks');
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('a gateway without a broker connection', () => {
  it('answers 503 at once and is not ready', async () => {
    const broker = new InProcessBroker({ logger });
    const gateway = await startGateway(gatewayConfig(), { broker, databaseUrl: 'sqlite::memory:', logger });
    const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${gateway.port}${path}`, init);
    const login = await ask('/api/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'admin-password' }),
    });
    const { accessToken } = (await login.json()) as { accessToken: string };
    const startedMs = performance.now();
    const told = await ask('/api/v1/tasks', { headers: { authorization: `Bearer ${accessToken}` } });
    expect(told.status).toBe(503);
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/healthz')).status).toBe(200);
    await gateway.stop();
  });
});

describe('a gateway that stops', () => {
  it('finishes what it has begun, and may be stopped twice', async () => {
    const broker = new InProcessBroker({ logger });
    await broker.connect();
    const services = await FakeServices.start(broker);
    const config = gatewayConfig();
    const gateway = await startGateway(config, { broker, databaseUrl: 'sqlite::memory:', logger });
    const url = `http://127.0.0.1:${gateway.port}`;
    const login = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'admin-password' }),
    });
    const { accessToken } = (await login.json()) as { accessToken: string };
    let finish: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      services.on('task.get', async () => {
        resolve();
        await new Promise<void>((done) => (finish = done));
        return { id: 't1', version: 1 };
      });
    });
    const running = fetch(`${url}/api/v1/tasks/t1`, { headers: { authorization: `Bearer ${accessToken}` } });
    await reached;
    const closed = once(gateway.http.getHttpServer(), 'close');
    const stopping = Promise.all([gateway.stop(), gateway.stop()]);
    finish();
    expect((await running).status).toBe(200);
    await stopping;
    await closed.catch(() => undefined);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    expect(await gateway.ready()).toBe(false);
    await broker.close();
  });
});
