import { describe, expect, it } from 'vitest';
import { gatewayConfigTable, readGatewayConfig } from './config.js';

const cluster = {
  ORRERY_JWT_SECRET: 'x'.repeat(32),
  ORRERY_MYSQL_URL: 'mysql://root@127.0.0.1:3306',
  ORRERY_AMQP_URL: 'amqp://127.0.0.1',
};

describe('the configuration', () => {
  it('needs no variable when standing alone', () => {
    expect(readGatewayConfig({ ORRERY_MODE: 'standalone' })).toMatchObject({
      port: 3000,
      dataDir: '.orrery',
    });
  });

  it.each(Object.keys(cluster))('names %s when a cluster misses it', (variable) => {
    expect(() => readGatewayConfig({ ...cluster, [variable]: undefined })).toThrow(`${variable} must be set`);
  });

  it.each([
    ['ORRERY_JWT_SECRET', 'short'],
    ['ORRERY_PORT', 'http'],
    ['ORRERY_PORT', '65536'],
    ['ORRERY_TRUST_PROXY', '-1'],
    ['ORRERY_ADMIN_PASSWORD', 'short'],
    ['ORRERY_MYSQL_URL', 'postgres://x'],
    ['ORRERY_MODE', 'both'],
    ['ORRERY_NAMESPACE', 'With-Dash'],
  ])('names %s when it is "%s"', (variable, value) => {
    expect(() => readGatewayConfig({ ...cluster, [variable]: value })).toThrow(variable);
  });

  it('documents every variable', () => {
    for (const entry of Object.values(gatewayConfigTable)) expect(entry.doc.length).toBeGreaterThan(10);
  });
});
