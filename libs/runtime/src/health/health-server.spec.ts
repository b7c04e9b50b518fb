import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { HealthRegistry } from './health-registry.js';
import { HealthServer } from './health-server.js';

const logger = createLogger('test', 'silent');

describe('the health server', () => {
  let health: HealthRegistry;
  let metrics: Metrics;
  let server: HealthServer;
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return { status: response.status, body: await response.text() };
  };
  const getJson = async (path: string) => {
    const { status, body } = await get(path);
    return { status, body: JSON.parse(body) as unknown };
  };

  beforeEach(async () => {
    health = new HealthRegistry(undefined, 30);
    metrics = new Metrics({ app: 'master', processMetrics: false });
    server = new HealthServer({ health, metrics, logger, port: 0, host: '127.0.0.1' });
    expect(await server.start()).toBeGreaterThan(0);
  });
  afterEach(async () => {
    await server.stop();
    await server.stop();
  });

  it('says alive while every loop makes progress', async () => {
    expect(await getJson('/healthz')).toEqual({ status: 200, body: { healthy: true, loops: [] } });
    const loop = { name: 'planner', ageMs: 7, stalled: false };
    health.loops.add({ health: () => loop });
    expect(await getJson('/healthz?verbose')).toEqual({
      status: 200,
      body: { healthy: true, loops: [loop] },
    });
    const hung = { name: 'hung', ageMs: 90_000, stalled: true };
    health.loops.add({ health: () => hung });
    expect(await getJson('/healthz')).toEqual({ status: 503, body: { healthy: false, loops: [loop, hung] } });
  });

  it('says ready when every check holds; one that throws or hangs does not', async () => {
    expect(await getJson('/readyz')).toEqual({ status: 200, body: { ready: true, checks: {} } });
    health.addReadinessCheck('database', async () => true);
    expect(await getJson('/readyz')).toEqual({
      status: 200,
      body: { ready: true, checks: { database: true } },
    });
    health.addReadinessCheck('broker', () => {
      throw new Error('away');
    });
    health.addReadinessCheck('hanging', () => new Promise(() => {}));
    expect(await getJson('/readyz')).toEqual({
      status: 503,
      body: { ready: false, checks: { database: true, broker: false, hanging: false } },
    });
  });

  it('shows the metrics of its own app only', async () => {
    new Metrics({ app: 'worker', processMetrics: false })
      .counter({ name: 'runs_total', help: 'runs' })
      .inc(9);
    metrics.counter({ name: 'runs_total', help: 'Runs ended.' }).inc(2);
    const { status, body } = await get('/metrics');
    expect(status).toBe(200);
    expect(body).toContain('runs_total{app="master"} 2');
    expect(body).not.toContain('worker');
  });

  it('knows nothing else', async () => {
    expect((await get('/')).status).toBe(404);
  });
});
