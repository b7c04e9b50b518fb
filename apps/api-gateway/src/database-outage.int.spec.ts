import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { InProcessBroker } from '@orrery/messaging';
import { createLogger } from '@orrery/runtime';
import { CuttableProxy, freshMysqlUrl } from '@orrery/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startGateway, type RunningGateway } from './index.js';
import { gatewayDatabase } from './persistence/gateway-database.js';
import { ADMIN_PASSWORD, askGateway, gatewayConfig } from './testing/use-gateway.js';

const logger = createLogger('test', 'silent');
const broker = new InProcessBroker({ logger });
const databaseUrl = freshMysqlUrl();
let proxy: CuttableProxy;
let port: number;
let gateway: RunningGateway | undefined;

const login = () =>
  askGateway(port, 'POST', '/api/v1/auth/login', { body: { username: 'admin', password: ADMIN_PASSWORD } });

beforeAll(async () => {
  await broker.connect();
  proxy = await CuttableProxy.to(databaseUrl, 3306);
  port = await freePort();
});
afterAll(async () => {
  await gateway?.stop();
  await broker.close();
  await proxy.close();
  const database = gatewayDatabase(databaseUrl, logger);
  await database.open();
  await database.run((session) =>
    session.execute(`DROP DATABASE \`${new URL(databaseUrl).pathname.slice(1)}\``),
  );
  await database.close();
});

it('waits for its database: alive, not ready, answering 503; then it is ready by itself', async () => {
  proxy.refuse();
  const config = gatewayConfig({ ORRERY_PORT: String(port) });
  const starting = startGateway(config, { broker, databaseUrl: proxy.url, logger });
  await vi.waitFor(async () => expect((await askGateway(port, 'GET', '/healthz')).status).toBe(200), 5_000);
  expect((await askGateway(port, 'GET', '/readyz')).status).toBe(503);
  const told = await login();
  expect([told.status, told.headers.get('retry-after')]).toEqual([503, '2']);
  expect(told.body.detail).toContain('starting');
  proxy.restore();
  gateway = await starting;
  expect(await gateway.ready()).toBe(true);
  expect((await login()).status).toBe(200);
});

it('answers 503 within five seconds while its database is lost, and recovers by itself', async () => {
  proxy.refuse();
  const startedMs = performance.now();
  const told = await login();
  expect([told.status, told.body.code]).toEqual([503, 'unavailable']);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  expect((await askGateway(port, 'GET', '/readyz')).status).toBe(503);
  proxy.restore();
  await vi.waitFor(async () => expect((await login()).status).toBe(200), 10_000);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return free;
}
