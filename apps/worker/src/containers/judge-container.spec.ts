import { defaultIsolation, noResourceLimits, type Isolation } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { judgeContainer } from './judge-container.js';

const rules = {
  isolationFloor: 'process',
  taskNetworks: [],
  taskMemoryBytes: 1_000_000,
  taskPids: 100,
  taskCpuPercent: 150,
  taskDiskBytes: 0,
  containerNetworks: ['front'],
  containerRoot: false,
} as const;
const asked = (over: Partial<Isolation>) => ({ ...defaultIsolation, ...over });

describe('what a container gets', () => {
  it.each(['host', 'none', 'front'])('is the network %s', (network) => {
    expect(judgeContainer({}, asked({ network }), rules)).toMatchObject({ kind: 'run', network });
  });

  it('is no network that the worker does not name', () => {
    const verdict = judgeContainer({}, asked({ network: 'back', fallback: 'degrade' }), rules);
    expect(verdict).toEqual({
      kind: 'isolation_unavailable',
      message: expect.stringContaining('ORRERY_CONTAINER_NETWORKS names: front') as string,
    });
  });

  it.each(['0', '0:1000', '00'])('is not the user %s, unless the worker says so', (user) => {
    expect(judgeContainer({ user }, asked({}), rules)).toMatchObject({
      kind: 'refused',
      retry: { kind: 'never' },
    });
    expect(judgeContainer({ user }, asked({}), { ...rules, containerRoot: true }).kind).toBe('run');
  });

  it('is what the worker gives everybody, or less', () => {
    expect(judgeContainer({ user: '10:0' }, undefined, rules)).toMatchObject({
      limits: { memoryBytes: 1_000_000, pids: 100, cpu: 1.5, diskBytes: 0 },
      degraded: [],
    });
    const limits = { ...noResourceLimits, memoryBytes: 5_000, pids: 200 };
    expect(judgeContainer({}, asked({ limits }), rules)).toMatchObject({
      limits: { memoryBytes: 5_000, pids: 100 },
      degraded: [expect.stringContaining('100') as string],
    });
  });
});
