import { describe, expect, it } from 'vitest';
import { labelsOf, readWorkerConfig } from './config.js';

describe('the configuration of a worker', () => {
  it('has a default for everything', () => {
    const config = readWorkerConfig({});
    expect(config).toMatchObject({ group: 'default', labels: [], drainMs: 30_000, namespace: 'orrery' });
    expect(config.slots).toBeGreaterThanOrEqual(4);
    expect(config.nodeId).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  it('reads labels', () => {
    expect(labelsOf(readWorkerConfig({ ORRERY_LABELS: 'zone=north, disk=ssd=fast' }))).toEqual({
      zone: 'north',
      disk: 'ssd=fast',
    });
  });

  it.each([
    ['ORRERY_LABELS', 'zone'],
    ['ORRERY_SLOTS', '0'],
    ['ORRERY_SLOTS', 'many'],
    ['ORRERY_NODE_ID', '../w'],
    ['ORRERY_AMQP_URL', 'http://localhost'],
    ['ORRERY_HEARTBEAT_MS', '60000'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => readWorkerConfig({ [name]: value })).toThrow(name);
  });
});
