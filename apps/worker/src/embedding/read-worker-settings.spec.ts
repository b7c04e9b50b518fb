import { hostname } from 'node:os';
import { ConfigError } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { readWorkerSettings } from './read-worker-settings.js';

const amqpUrl = 'amqp://broker';

function problemsOf(settings: object, env: Record<string, string> = {}): readonly string[] {
  try {
    readWorkerSettings({ amqpUrl, ...settings }, env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
}

describe('settings of a worker in a service', () => {
  it('are those it is told, then those of the environment, then the defaults', () => {
    const env = { ORRERY_AMQP_URL: 'amqp://elsewhere', ORRERY_GROUP: 'mail', ORRERY_SLOTS: '3' };
    const labels = { zone: 'a', disk: 'ssd' };
    expect(readWorkerSettings({ amqpUrl, slots: 7, group: undefined, labels }, env)).toMatchObject({
      ...{ amqpUrl, slots: 7, group: 'mail', labels: ['zone=a', 'disk=ssd'], namespace: 'orrery' },
    });
    expect(readWorkerSettings({}, env).amqpUrl).toBe('amqp://elsewhere');
  });

  it('have an id of group and host unless one is given', () => {
    expect(readWorkerSettings({ amqpUrl, group: 'mail' }, {}).nodeId).toContain('mail-');
    expect(readWorkerSettings({ amqpUrl }, { ORRERY_NODE_ID: 'w-9' }).nodeId).toBe('w-9');
    expect(readWorkerSettings({ amqpUrl, nodeId: hostname() }, {}).nodeId).toBe(hostname());
  });

  it('are called by the name under which they were given when they are wrong', () => {
    const wrong = { slots: 0, labels: { '': 'x' }, drainMs: 1.5 };
    expect(problemsOf(wrong, { ORRERY_HEARTBEAT_MS: 'often' })).toEqual([
      'slots must be at least 1 (got "0")',
      expect.stringContaining('labels must be key=value pairs') as string,
      'drainMs must be a whole number (got "1.5")',
      'ORRERY_HEARTBEAT_MS must be a whole number (got "often")',
    ]);
    expect(problemsOf({ slot: 3, toString: 1 })).toEqual([
      'a worker has no setting "slot"',
      'a worker has no setting "toString"',
    ]);
    expect(problemsOf({ amqpUrl: undefined })[0]).toContain(
      'amqpUrl, or the variable ORRERY_AMQP_URL, must be set',
    );
  });
});
