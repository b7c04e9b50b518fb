import { MessageSender, type RabbitBroker } from '@orrery/messaging';
import { createLogger } from '@orrery/runtime';
import { CuttableProxy, freshMysqlUrl, useBroker } from '@orrery/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startGateway, type FirstAdminCreated, type RunningGateway } from './index.js';
import { gatewayDatabase } from './persistence/gateway-database.js';
import { FakeServices } from './testing/fake-services.js';
import { EventReader } from './testing/read-events.js';
import { ADMIN_PASSWORD, askGateway, gatewayConfig, type Ask } from './testing/use-gateway.js';

const logger = createLogger('test', 'silent');

describe('two gateways on MySQL and RabbitMQ', () => {
  const used = useBroker();
  const databaseUrl = freshMysqlUrl();
  const firstAdmins: FirstAdminCreated[] = [];
  let proxy: CuttableProxy;
  let services: FakeServices;
  let gateways: RunningGateway[] = [];
  let token: string;

  const start = (broker: RabbitBroker, nodeId: string) =>
    startGateway(gatewayConfig({ ORRERY_NODE_ID: nodeId }), {
      broker,
      databaseUrl,
      logger,
      onFirstAdmin: (admin) => firstAdmins.push(admin),
    });
  const ask = (nth: 0 | 1, method: string, path: string, options?: Ask) =>
    askGateway(gateways[nth]!.port, method, `/api/v1${path}`, { token, ...options });

  beforeAll(async () => {
    proxy = await CuttableProxy.to(used.url, 5672);
    services = await FakeServices.start(used.broker);
    const cuttable = await used.open({ url: proxy.url });
    gateways = await Promise.all([start(await used.open(), 'one'), start(cuttable, 'two')]);
    const body = { username: 'admin', password: ADMIN_PASSWORD };
    token = (await ask(0, 'POST', '/auth/login', { body })).body.accessToken;
  });
  beforeEach(() => services.reset());
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    const database = gatewayDatabase(databaseUrl, logger);
    await database.open();
    const schema = new URL(databaseUrl).pathname.slice(1);
    await database.run((session) => session.execute(`DROP DATABASE \`${schema}\``));
    await database.close();
    await proxy.close();
  });

  it('make one administrator', () => {
    expect(firstAdmins).toHaveLength(1);
  });

  it('take each other’s tokens and see each other’s users', async () => {
    const user = { username: 'ada', password: 'user-password', roles: [{ role: 'viewer' }] };
    expect((await ask(0, 'POST', '/users', { body: user })).status).toBe(201);
    const body = { username: 'ada', password: 'user-password' };
    const ada = (await ask(1, 'POST', '/auth/login', { body })).body.accessToken;
    expect((await ask(0, 'GET', '/tasks', { token: ada })).status).toBe(200);
  });

  it('let a repeated request happen once, whichever it reaches', async () => {
    const headers = { 'idempotency-key': 'everywhere' };
    const told = await Promise.all(
      Array.from({ length: 10 }, (_, n) => ask(n % 2 === 0 ? 0 : 1, 'POST', '/tasks/t1/runs', { headers })),
    );
    expect(services.of('run.trigger')).toHaveLength(1);
    expect(told.every(({ status }) => status === 202 || status === 409)).toBe(true);
  });

  it('count failed logins together', async () => {
    const login = (nth: 0 | 1) =>
      ask(nth, 'POST', '/auth/login', { body: { username: 'mallory', password: 'wrong-password' } });
    for (let n = 0; n < 10; n++) expect((await login(n % 2 === 0 ? 0 : 1)).status).toBe(401);
    expect([(await login(0)).status, (await login(1)).status]).toEqual([429, 429]);
  });

  it('answer 401 to credentials that do not fit the database', async () => {
    const login = { username: 'İ'.repeat(100), password: '\ud800'.repeat(256) };
    expect((await ask(0, 'POST', '/auth/login', { body: login })).status).toBe(401);
    const refresh = { refreshToken: '\ud800💩'.repeat(80) };
    expect((await ask(0, 'POST', '/auth/refresh', { body: refresh })).status).toBe(401);
  });

  it('wake a live log by an event', async () => {
    const line = { seq: 1, attempt: 1, stream: 'stdout', at: '2026-01-01T00:00:00.000Z', text: 'hello' };
    let stored = false;
    services
      .on('run.get', () => ({ id: 'r1', state: 'running', finishedAt: null }))
      .on('run.logs', ({ query }) => ({
        items: stored && !query.after ? [line] : [],
        gaps: [],
        nextCursor: null,
      }));
    const url = `http://127.0.0.1:${gateways[0]!.port}/api/v1/runs/r1/logs/stream`;
    const reader = await EventReader.open(url, { authorization: `Bearer ${token}` });
    await reader.next();
    await vi.waitFor(() => expect(services.of('run.logs').length).toBeGreaterThan(0));
    stored = true;
    const sender = new MessageSender(used.broker);
    const reading = reader.next();
    await sender.send('log.appended', { v: 1, runId: 'r1', lastSeq: 1 });
    expect(await reading).toMatchObject({ event: 'log', id: '1', data: { text: 'hello' } });
    reader.leave();
  });

  it('answer 503 at once while the broker is away, and recover by themselves', async () => {
    proxy.refuse();
    await vi.waitFor(async () => {
      const startedMs = performance.now();
      const told = await ask(1, 'GET', '/tasks');
      expect(told.status).toBe(503);
      expect(told.headers.get('retry-after')).toBe('2');
      expect(performance.now() - startedMs).toBeLessThan(4_000);
    });
    expect(await gateways[1]!.ready()).toBe(false);
    expect((await ask(0, 'GET', '/tasks')).status).toBe(200);
    proxy.restore();
    await vi.waitFor(async () => expect((await ask(1, 'GET', '/tasks')).status).toBe(200), 15_000);
    await vi.waitFor(async () => expect(await gateways[1]!.ready()).toBe(true), 5_000);
  });
});
