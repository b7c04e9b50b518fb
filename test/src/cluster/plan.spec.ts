import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RestartBackoff } from '@orrery/scripts/cluster/backoff.mjs';
import { readOptions } from '@orrery/scripts/cluster/options.mjs';
import { clusterPlan, healthPortCount, sharedEnvironment } from '@orrery/scripts/cluster/plan.mjs';
import { clusterSecrets } from '@orrery/scripts/cluster/secrets.mjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let directory: string;

beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'orrery-cluster-'))));
afterEach(() => rmSync(directory, { recursive: true }));

describe('the options of a cluster', () => {
  it('are two masters, two workers, one alarm and one gateway unless said otherwise', () => {
    expect(readOptions([], {})).toMatchObject({ masters: 2, workers: 2, alarms: 1, gateways: 1, port: 3000 });
    expect(readOptions(['--workers', '5', '--port', '8080'], {})).toMatchObject({ workers: 5, port: 8080 });
  });

  it.each([
    [['--masters', '-1'], /masters/],
    [['--masters', '1e9'], /--masters must be/],
    [['--port', 'http'], /--port must be/],
    [['--namespace', 'a b'], /--namespace must be/],
    [['--unknown'], /unknown/],
  ])('refuse %s by name', (args, message) => expect(() => readOptions(args, {})).toThrow(message));
});

it('plans every process with an id, a health port and a data folder of its own, gateways to be stopped first', () => {
  const options = readOptions(['--gateways', '2', '--port', '4000', '--directory', directory], {});
  const services = { mysqlUrl: 'mysql://h', amqpUrl: 'amqp://h' };
  const shared = sharedEnvironment(options, services, { ORRERY_JWT_SECRET: 's' }, {});
  const count = healthPortCount(options);
  const plan = clusterPlan(
    options,
    shared,
    Array.from({ length: count }, (_, index) => 9000 + index),
  );
  expect(plan.map(({ name }) => name)).toEqual([
    'gateway-1',
    'gateway-2',
    'worker-1',
    'worker-2',
    'alarm-1',
    'master-1',
    'master-2',
  ]);
  expect(new Set(plan.flatMap(({ env }) => env['ORRERY_HEALTH_PORT'] ?? [])).size).toBe(5);
  expect(new Set(plan.map(({ env }) => env['ORRERY_DATA_DIR'])).size).toBe(7);
  expect(plan.flatMap(({ env }) => env['ORRERY_PORT'] ?? [])).toEqual(['4000', '4001']);
  expect(plan.map(({ stopRank }) => stopRank)).toEqual([0, 0, 1, 1, 2, 3, 3]);
});

it('gives no process a secret or an address that it has no use for', () => {
  const options = readOptions(['--directory', directory], {});
  const services = { mysqlUrl: 'mysql://h', amqpUrl: 'amqp://h' };
  const ofTheLogs = { ORRERY_LOG_S3_ACCESS_KEY: 'i', ORRERY_LOG_S3_SECRET_KEY: 'j' };
  const inherited = { ORRERY_ADMIN_PASSWORD: 'a', ORRERY_SMTP_URL: 'smtp://h', ...ofTheLogs };
  const secrets = { ORRERY_JWT_SECRET: 's', ORRERY_SECRETS_KEYS: 'k' };
  const shared = sharedEnvironment(options, services, secrets, inherited);
  const plan = clusterPlan(options, shared, [1, 2, 3, 4, 5]);
  const knowing = (variable: string) => plan.filter(({ env }) => variable in env).map(({ name }) => name);
  expect(knowing('ORRERY_JWT_SECRET')).toEqual(['gateway-1']);
  expect(knowing('ORRERY_ADMIN_PASSWORD')).toEqual(['gateway-1']);
  expect(knowing('ORRERY_SMTP_URL')).toEqual(['alarm-1']);
  for (const variable of ['ORRERY_SECRETS_KEYS', ...Object.keys(ofTheLogs)])
    expect(knowing(variable)).toEqual(['master-1', 'master-2']);
  expect(knowing('ORRERY_MYSQL_URL')).not.toContain('worker-1');
  expect(knowing('ORRERY_AMQP_URL')).toHaveLength(6);
});

it('makes the shared secrets once, keeps them to their owner, and leaves those in the environment alone', () => {
  const first = clusterSecrets(directory, {});
  expect(first.ORRERY_JWT_SECRET).toMatch(/^[\w-]{64}$/);
  expect(first.ORRERY_SECRETS_KEYS).toMatch(/^local:[\w+/]{43}=$/);
  expect(clusterSecrets(directory, {})).toEqual(first);
  expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600);
  const { ORRERY_SECRETS_KEYS } = first;
  expect(clusterSecrets(directory, { ORRERY_JWT_SECRET: 'given' })).toEqual({ ORRERY_SECRETS_KEYS });
  expect(clusterSecrets(directory, { ORRERY_JWT_SECRET: 'a', ORRERY_SECRETS_KEYS: 'b' })).toEqual({});
});

it('makes what is missing of the shared secrets, and keeps the rest', () => {
  const place = join(directory, 'older');
  mkdirSync(place);
  writeFileSync(join(place, 'secrets.json'), JSON.stringify({ ORRERY_JWT_SECRET: 'kept' }));
  const { ORRERY_SECRETS_KEYS, ...rest } = clusterSecrets(place, {});
  expect(rest).toEqual({ ORRERY_JWT_SECRET: 'kept' });
  expect(clusterSecrets(place, {})).toEqual({ ...rest, ORRERY_SECRETS_KEYS });
});

it('begins the waiting anew after a stable life', () => {
  const backoff = new RestartBackoff({ initialMs: 500, maxMs: 30_000, stableAfterMs: 60_000 });
  expect([0, 10, 59_999, 60_000, 0].map((lived) => backoff.afterLifeOf(lived))).toEqual([
    500, 1000, 2000, 500, 1000,
  ]);
});
