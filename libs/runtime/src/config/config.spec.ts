import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { defineConfig } from './define-config.js';
import { describeConfig } from './describe-config.js';
import { duration, flag, integer, list, oneOf, secret, text, url } from './readers.js';

const table = {
  mode: oneOf('ORRERY_MODE', ['standalone', 'cluster'], { default: 'standalone', doc: 'How it runs.' }),
  port: integer('ORRERY_PORT', { default: 3000, min: 0, max: 65_535, doc: 'The port.' }),
  leaseMs: duration('ORRERY_LEASE_MS', { default: 5_000, doc: 'How long a lease lasts.' }),
  heartbeatMs: duration('ORRERY_HEARTBEAT_MS', { default: 1_000, doc: 'Time between heartbeats.' }),
  demo: flag('ORRERY_DEMO', { default: true, doc: 'Seeds a demo.' }),
  mysqlUrl: url('ORRERY_MYSQL_URL', { optional: true, protocols: ['mysql'], doc: 'Where MySQL is.' }),
  jwtSecret: secret('ORRERY_JWT_SECRET', { optional: true, minLength: 8, doc: 'Signs tokens.' }),
  labels: list('ORRERY_LABELS', { default: [], doc: 'Labels of the worker.' }),
  name: text('ORRERY_NAME', { doc: 'A name.', pattern: /^[a-z]+$/ }),
};
const read = defineConfig(table, ({ leaseMs, heartbeatMs }) =>
  leaseMs > heartbeatMs
    ? undefined
    : `ORRERY_LEASE_MS must be greater than ORRERY_HEARTBEAT_MS (got ${leaseMs})`,
);
const problemsOf = (env: Record<string, string>) => {
  try {
    read({ ORRERY_NAME: 'x', ...env });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  return 'none';
};

describe('a configuration table', () => {
  it('gives defaults, typed', () => {
    const config = read({ ORRERY_NAME: 'x', ORRERY_PORT: '' });
    const mode: 'standalone' | 'cluster' = config.mode;
    const mysqlUrl: string | undefined = config.mysqlUrl;
    expect([mode, mysqlUrl]).toEqual(['standalone', undefined]);
    expect(config).toEqual({
      ...{
        mode: 'standalone',
        port: 3000,
        leaseMs: 5_000,
        heartbeatMs: 1_000,
        demo: true,
        labels: [],
        name: 'x',
      },
      ...{ mysqlUrl: undefined, jwtSecret: undefined },
    });
  });

  it('reads every kind', () => {
    const env = {
      ...{
        ORRERY_MODE: 'cluster',
        ORRERY_PORT: '0',
        ORRERY_LEASE_MS: ' 9000 ',
        ORRERY_DEMO: 'No',
        ORRERY_NAME: 'y',
      },
      ...{ ORRERY_MYSQL_URL: 'mysql://u:p@h:1', ORRERY_JWT_SECRET: 'long enough', ORRERY_LABELS: 'a, b,,c' },
    };
    expect(read(env)).toEqual({
      ...{ mode: 'cluster', port: 0, leaseMs: 9_000, heartbeatMs: 1_000, demo: false, name: 'y' },
      ...{ mysqlUrl: 'mysql://u:p@h:1', jwtSecret: 'long enough', labels: ['a', 'b', 'c'] },
    });
  });

  it.each([
    [{ ORRERY_PORT: '3000x' }, 'ORRERY_PORT must be a whole number (got "3000x")'],
    [{ ORRERY_PORT: '1e3' }, 'ORRERY_PORT must be a whole number (got "1e3")'],
    [{ ORRERY_PORT: '70000' }, 'ORRERY_PORT must be at most 65535 (got "70000")'],
    [{ ORRERY_LEASE_MS: '-1' }, 'ORRERY_LEASE_MS must be at least 0 ms (got "-1")'],
    [{ ORRERY_MODE: 'Cluster' }, 'ORRERY_MODE must be one of standalone, cluster (got "Cluster")'],
    [{ ORRERY_DEMO: 'maybe' }, 'ORRERY_DEMO must be true or false (got "maybe")'],
    [{ ORRERY_MYSQL_URL: 'localhost' }, 'ORRERY_MYSQL_URL must be a URL (got "localhost")'],
    [
      { ORRERY_MYSQL_URL: 'amqp://u:pw@h' },
      'ORRERY_MYSQL_URL must be a URL that begins with mysql:// (got "amqp://u:***@h")',
    ],
    [{ ORRERY_JWT_SECRET: 'short' }, 'ORRERY_JWT_SECRET must have at least 8 characters'],
    [{ ORRERY_NAME: '' }, 'ORRERY_NAME must be set. A name.'],
    [{ ORRERY_NAME: 'A' }, 'ORRERY_NAME must match /^[a-z]+$/ (got "A")'],
    [{ ORRERY_LEASE_MS: '500' }, 'ORRERY_LEASE_MS must be greater than ORRERY_HEARTBEAT_MS (got 500)'],
    [
      { ORRERY_PORT: 'x', ORRERY_DEMO: 'y' },
      'ORRERY_PORT must be a whole number (got "x")\nORRERY_DEMO must be true or false (got "y")',
    ],
  ])('refuses %o by name and value', (env: Record<string, string>, message) => {
    expect(problemsOf(env)).toBe(message);
  });

  it('is printed with secrets masked', () => {
    const env = {
      ORRERY_NAME: 'x',
      ORRERY_MYSQL_URL: 'mysql://u:geheim@h:1/',
      ORRERY_JWT_SECRET: 'very secret',
    };
    const described = describeConfig(table, read(env));
    expect(described).toMatchObject({
      ORRERY_PORT: '3000',
      ORRERY_MYSQL_URL: 'mysql://u:***@h:1/',
      ORRERY_JWT_SECRET: '***',
    });
    expect(JSON.stringify(described)).not.toMatch(/geheim|very secret/);
    expect(describeConfig(table, read({ ORRERY_NAME: 'x' }))).toMatchObject({
      ORRERY_MYSQL_URL: '(not set)',
    });
  });
});
